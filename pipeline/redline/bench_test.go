package redline

import (
	"fmt"
	"testing"
)

// BenchmarkCompare compares a book of 2,000 items with one in which 50 of them have changed: 30 other limits, 10 that
// came and 10 that went; and with one in which every item is another.
func BenchmarkCompare(b *testing.B) {
	all := first()
	all.items = nil
	for i := range 2000 {
		all.items = append(all.items, item{fmt.Sprintf("PT01WJ-XK-%04d", i+1), fmt.Sprintf("设立外商投资企业审批之%d", i+1),
			"《中华人民共和国中外合资经营企业法》第三条：合营各方签订的合营协议、合同、章程，应报国家对外经济贸易主管部门审查批准|20个工作日"})
	}
	fifty, every := all, all
	fifty.items, every.items = nil, nil
	for i, it := range all.items {
		switch {
		case i%200 == 7:
			continue
		case i%200 == 77:
			fifty.items = append(fifty.items,
				item{fmt.Sprintf("PT01WJ-XK-%04d", 3000+i), "限制出口技术许可", "《技术进出口管理条例》第三十三条|30日"})
		case i%66 == 5:
			it.rest = "《中华人民共和国中外合资经营企业法》第四条：合营各方签订的合营协议、合同、章程，应报国家对外经济贸易主管部门审查批准|15个工作日"
		}
		fifty.items = append(fifty.items, it)
		every.items = append(every.items,
			item{fmt.Sprintf("PT01WJ-CF-%04d", i+1), fmt.Sprintf("第%d类违法行为的处罚", i+1), "《行政处罚法》|无"})
	}
	old := all.file(b)
	for _, c := range []struct {
		name  string
		other edition
	}{{"same", all}, {"fifty", fifty}, {"every", every}} {
		now := c.other.file(b)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Compare(old, now, signed); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
