package io.github.gpfailover.core.internal.process;

/**
 * A directory as its host's kernel knows it. It exists because one directory has many paths (links, mounts), and one file number.
 *
 * @param inode device and file number, as {@code stat} prints them
 * @param uid the number of its owner
 * @param owner the name of its owner
 */
public record DirectoryIdentity(String inode, String uid, String owner) {

    /** Whether both are one directory. */
    public boolean same(DirectoryIdentity other) {
        return inode.equals(other.inode);
    }
}
