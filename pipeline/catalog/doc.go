// Package catalog owns the items (职权事项): how the records of all submissions become one catalog, which of them are
// powers that are known from before, how they are numbered, which of them a volume may show, and what differs from one
// edition to the next. It stores nothing and judges nothing.
//
//	c, findings := catalog.Merge(n, readings, powers)
//	public := c.View(notice.Public)
//	err := catalog.WriteJSON(w, public)
//	changes, err := catalog.CompareLines(n, lastEdition, thisEdition)
//
// An item is a [Power] by its code, by its name, or because a person said so; it keeps that one's code, and what was
// decided on it holds. Nothing is taken for another by likeness: what only a person can say is a [Question]. A code that was
// issued once is never given to another power, nor is one that was skipped.
//
// A View is the only way to a book or to open data: it holds the items of its class, copied, and nothing by which one
// could tell that there are others. Left out are names of submissions and folders that could speak of a stricter item,
// running numbers and codes as submitted, texts that name a secret item, of which review tells (E08), and what was decided.
// For the office [Catalog.Sources] counts the items of a volume by submission under its true name.
package catalog
