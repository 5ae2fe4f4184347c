package docx

// mathChild reads formulas (m:oMath) as one would read them aloud: fractions with a slash, brackets and operators that
// stand in attributes written out.
func (s *story) mathChild() error {
	switch s.x.elem {
	case elemMathText:
		return s.text()
	case elemMathRun:
		outer := s.run
		err := s.content(inMath)
		s.run = outer
		return err
	case elemR:
		return s.readRun()
	case elemRPr:
		return s.runProperties()
	case elemFraction:
		return s.fraction()
	case elemDelimited:
		return s.delimited()
	case elemNary:
		return s.nary()
	case elemRadical:
		s.write([]byte("√"))
		return s.content(inMath)
	}
	return s.content(inMath)
}

func (s *story) fraction() error {
	bar := "/"
	return s.x.each(func() error {
		switch s.x.elem {
		case elemFractionPr:
			return s.x.each(func() error {
				if s.x.elem == elemFractionType && string(s.x.attr(nsM, "val")) == "noBar" {
					bar = " "
				}
				return s.x.skip()
			})
		case elemDenominator:
			s.write([]byte(bar))
		}
		return s.content(inMath)
	})
}

func (s *story) delimited() error {
	chars := map[elem]string{elemBegChr: "(", elemSepChr: "|", elemEndChr: ")"}
	args := 0
	err := s.x.each(func() error {
		switch s.x.elem {
		case elemDelimitedPr:
			return s.x.each(func() error {
				if _, ok := chars[s.x.elem]; ok {
					chars[s.x.elem] = string(s.x.attr(nsM, "val"))
				}
				return s.x.skip()
			})
		case elemMathArg:
			if args == 0 {
				s.write([]byte(chars[elemBegChr]))
			} else {
				s.write([]byte(chars[elemSepChr]))
			}
			args++
		}
		return s.content(inMath)
	})
	s.write([]byte(chars[elemEndChr]))
	return err
}

func (s *story) nary() error {
	sign := "∫"
	written := false
	return s.x.each(func() error {
		if s.x.elem == elemNaryPr {
			return s.x.each(func() error {
				if s.x.elem == elemMathChr {
					sign = string(s.x.attr(nsM, "val"))
				}
				return s.x.skip()
			})
		}
		if !written {
			written = true
			s.write([]byte(sign))
		}
		return s.content(inMath)
	})
}
