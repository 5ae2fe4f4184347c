// Package deposit puts a finished archive package, a folder of files with known hashes, into a place that keeps it: a mounted
// folder, a WebDAV server, an SFTP server or an S3 bucket. After any number of cuts and retries there is exactly one good
// copy there, and a receipt (移交回执) here.
//
//	place, err := deposit.Open(ctx, deposit.Config{To: "sftp://bagj@archive.example/进馆", HostKey: "SHA256:…", Getenv: os.Getenv})
//	receipt, err := deposit.Deposit(ctx, place, pack, deposit.Options{})
//	if deposit.Retry(err) { … again after deposit.Delay(attempt), from Open on }
//
// A package is first put beside its final name, into the folder ".part-NAME-DIGEST". There everything is read back and its
// SHA-256 compared; only then does it get its name, in one step where the place has one. So what bears the name of a package
// is whole. A deposit that was cut goes on where it stopped: what lies in the staging folder with the right size is not sent
// again, but is read back like the rest. What already bears the name is never overwritten; see Deposit for what is added to it.
//
// What each place guarantees:
//
//	           a file is replaced     a package gets its name          on disk when Deposit returns
//	folder     by rename, at once     by rename, at once               files and folders are fsynced
//	SFTP       by posix-rename,       by rename, at once               where the server has fsync@openssh.com
//	           else not at all
//	WebDAV     not at all             by MOVE with Overwrite: F;       as the server sees to it
//	                                  at once where the server renames
//	S3         by PUT, at once        file by file, Package.Last last  yes
//
// Where a file cannot be replaced at once, and one in the staging folder turns out wrong, the staging folder is thrown away as a
// whole and everything sent again. A tag manifest is replaced there with a moment between in which there is none; cut in this
// moment, the next Deposit adds it.
//
// In S3 there are no folders: a package is there when its last file (bagit.txt) is. Until then whoever looks sees a folder that
// is no bag, and the next Deposit goes on with it; one of another build first takes back what was put there, as far as the
// staging folder of that build shows it. What nothing shows to be a part of a package is an ErrConflict that says what to
// remove. On a WebDAV server that copies where it should rename, and is cut in between, a part of a package can bear its name;
// Deposit then reports ErrConflict and touches nothing.
//
// Two deposits of the same package (same name, same digest) may run at once on every place: each file is put whole under a
// name of its own and then moved, so that at most they replace each other's files by the same bytes; one of them gives the
// package its name, the other finds it there, reads it back and makes its receipt, or fails with an error that is to be
// retried. Two deposits of different contents under one name: the first to rename wins, the other gets ErrConflict. In S3,
// which cannot rename, each first takes from the other's staging folder the file without which that one cannot end, before it
// copies or removes anything under the name, and afterwards looks whether the same was done to it. So they end in one whole copy, or in
// errors. Only a single request that is under way for as long as the other deposit takes for many could come too late
// to be noticed: so whoever rebuilds packages makes sure that the deposit before has ended.
//
// Reading back shows what the place gives us, which on a folder of this computer may be the memory of the system rather than the
// disk, and behind a server its cache.
//
// A disk or quota that is full is ErrFull, to be tried again, also where a server has no word for it: SFTP servers are asked for
// the room that is left, WebDAV servers whether they take an empty file.
//
// A folder must be there when a place is opened: none is made, lest a deposit go to the disk below an archive that is not
// mounted. For the same reason the place should be a folder inside the mounted one. Servers are reached directly, without a
// proxy; redirects are refused. A certificate that neither the system nor HUIBIAN_DEPOSIT_CA vouches for is ErrHostKey.
//
// WebDAV is spoken by a small client over net/http rather than by gowebdav: what matters here is that MOVE never overwrites,
// that bodies stream with a known length, and that no text of the server gets into an error; seven methods are less than the
// wrapping of a client would be. S3 is spoken by minio-go: it streams from a reader of known size with bounded memory
// and speaks to the stores that offices have (MinIO, Ceph, OSS, COS); aws-sdk-go-v2 is made for AWS and is six modules.
package deposit
