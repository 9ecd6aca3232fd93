# Turns the comments of include/rheobase into Doxygen's: the first one is the file's, others belong to what follows them,
# or, behind a declaration, to what stands before them.
1s|^/\* |/** @file\n * |
1s|^// |/// @file\n/// |
2,$s|^/\* |/** |
s|^( *)// |\1/// |
s|([;,{]) +/\* |\1 /**< |
s|([;,{]) +// |\1 ///< |
