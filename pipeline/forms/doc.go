// Package forms makes the blank forms of a notice (空白表), one set for each section: the section's name is in already, what is
// chosen from the notice's words are lists to choose from, and what comes back is what package form reads.
//
//	for _, f := range forms.Of(n, section, forms.Options{Rows: 15}) {
//		err := press.Write(w, f.Book)
//	}
//
// Every blank is a content control: on paper it is room to write in, in Word a place to click on. Nothing in a form that is
// handed in empty is read as an item.
package forms
