"""Which delivery makes which fact true? One file each; every one can be repeated at any point without harm."""
