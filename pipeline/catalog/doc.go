// Package catalog owns the items (职权事项): how the records of all submissions become one catalog, how they are
// numbered, and which of them a volume may show. It stores nothing and judges nothing.
//
//	c, findings := catalog.Merge(n, readings, nil)
//	public := c.View(notice.Public)
//	err := catalog.WriteJSON(w, public)
//
// A View is the only way to a book or to open data: it holds the items of its class, copied, and where even the name of
// a submission could speak of an item of a stricter class, the name is left out.
package catalog
