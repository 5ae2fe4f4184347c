package catalog

import (
	"slices"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// TestLettersOfCollation holds the order by which rarer characters are placed against the official list: where the two differ,
// it is on characters of several readings.
func TestLettersOfCollation(t *testing.T) {
	p := newPinyin()
	var differ []string
	n := 0
	for code := int(initials[0].level); code <= lastOfLevel; code++ {
		if code&0xFF < 0xA1 || code&0xFF == 0xFF {
			continue
		}
		b, err := simplifiedchinese.GBK.NewDecoder().Bytes([]byte{byte(code >> 8), byte(code)})
		if err != nil {
			t.Fatal(err)
		}
		n++
		official := p.letter(string(b), nil)
		key := p.collator.KeyFromString(&p.buf, string(b))
		if other := p.letter("\u3400", key); other != official { // a character without a code is placed by its key
			differ = append(differ, string(b)+initials[official].label+initials[max(other, 0)].label)
		}
	}
	if n != 3755 {
		t.Fatalf("%d characters in the first level of GB/T 2312, want 3755", n)
	}
	t.Logf("%d of %d differ: %v", len(differ), n, differ)
	if len(differ) > 26 {
		t.Errorf("%d characters of %d stand under another letter than in GB/T 2312", len(differ), n)
	}
}

func TestByPinyin(t *testing.T) {
	names := []string{"外资企业设立审批", "对外贸易经营者备案登记", "ISO认证", "长途客运班线许可", "边境小额贸易审批", "阿", "略去", "劢工程审批"}
	var got []string
	for _, g := range ByPinyin(names) {
		got = append(got, g.Label)
		for _, i := range g.Index {
			got = append(got, names[i])
		}
	}
	want := []string{"西文", "ISO认证", "A", "阿", "B", "边境小额贸易审批", "C", "长途客运班线许可", "D", "对外贸易经营者备案登记",
		"L", "略去", "M", "劢工程审批", "W", "外资企业设立审批"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
