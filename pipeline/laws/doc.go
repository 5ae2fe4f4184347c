// Package laws is the office's own list of laws (法规目录): what they are called, since when they hold, what changed them,
// what took their place, how many articles they have. It is optional and belongs to the office: none is shipped, because
// a list that is not kept up is worse than none.
//
//	list, err := laws.Parse("templates/laws.yaml", data)
//	for _, c := range cite.Parse("《统计法》第六十条") {
//		if l, ok := list.Find(c); ok && l.Articles > 0 { … } // the law has 50 articles
//	}
//
// # The file
//
// is templates/laws.yaml in the workspace. Only title is required of a law.
//
//	laws:
//	  - title: 中华人民共和国统计法      # without 《》 and without the year of a version
//	    aliases: [国家统计法]           # other names: old ones, everyday ones
//	    number: 主席令第十五号          # document or decree number
//	    from: 2010-01-01              # first day it is in force
//	    amended: [2024-09-13]         # days of its amendments, in their order
//	    repealed: 2030-01-01          # first day it is no longer in force
//	    by: 数据法                     # what took its place
//	    articles: 50                  # number of its articles
//
// A law is found by any way of writing its title or one of its aliases (cite.Key), so that 统计法 needs no alias. A version of
// a law is no law of its own: one that was made anew under its old name, as 统计法 in 2009, is one entry.
package laws
