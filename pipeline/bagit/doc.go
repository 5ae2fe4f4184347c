// Package bagit writes and verifies bags: folders of any files that carry lists of their digests, by which everybody can
// tell in thirty years whether a file is what it was (RFC 8493, The BagIt File Packaging Format, version 1.0).
//
//	w, err := bagit.Create(dir, bagit.Options{Extra: []bagit.Algorithm{bagit.SM3}})
//	err = w.Add(ctx, items...)
//	err = w.Close([]bagit.Field{{"Source-Organization", "某局"}}, nil)
//	report, err := bagit.Verify(ctx, dir, 0)
//
// A bag has its payload in data/, listed in manifest-<algorithm>.txt; everything else are tag files, listed in
// tagmanifest-<algorithm>.txt. Ours have SHA-256 and SHA-512 always, so that one list can tell which of the two is wrong when
// they disagree, and SM3 (GB/T 32905) beside them if wanted. In the folder of a bag, “sha256sum -c manifest-sha256.txt” says
// the same as Verify says of the payload.
//
// # Names
//
// A bag goes to other houses, so a name is refused (ErrName) if some system could not hold it: those that lead out of the
// folder, what Windows forbids in names, control characters. So is the percent sign: RFC 8493 §2.1.3 wants it written as %25,
// and then sha256sum does not find the file. Names that differ only in case or in Unicode's normal form are one name to some
// systems, and refused as well, also if only their folders differ so. CheckName says beforehand what will be refused.
//
// # What is durable when
//
// Files are written one by one and not waited for; Close waits for all of them at once, then writes bagit.txt. A folder
// without bagit.txt is no bag: whatever is interrupted, by an error, a full disk or a power cut, leaves none.
//
// # Where Verify asks more than the RFC
//
// A bag that the RFC calls valid may have tag files that nothing vouches for. Verify names these, and tag manifests that are
// missing beside payload manifests. Nothing vouches for a tag manifest, so its last line must have an end. In all manifests,
// a digest is in small or in capital letters, not in both: else a flipped bit could hide there.
package bagit
