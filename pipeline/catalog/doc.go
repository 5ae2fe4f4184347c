// Package catalog owns the items (职权事项): how the records of all submissions become one catalog, how they are
// numbered, and which of them a volume may show. It stores nothing and judges nothing.
//
//	c, findings := catalog.Merge(n, readings, nil)
//	public := c.View(notice.Public)
//	err := catalog.WriteJSON(w, public)
//
// A View is the only way to a book or to open data: it holds the items of its class, copied, and nothing by which one
// could tell that there are others. Left out are names of submissions and folders that could speak of a stricter item,
// running numbers and codes as submitted, and texts that name a secret item, of which review tells (E08). For the office
// [Catalog.Sources] counts the items of a volume by submission under its true name.
package catalog
