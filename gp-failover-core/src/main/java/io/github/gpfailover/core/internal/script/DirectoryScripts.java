package io.github.gpfailover.core.internal.script;

/**
 * The scripts that examine a data directory, or write a file into it, on a host. They are fixed texts whose parameters come as arguments,
 * so that no path is ever a part of a script. They need a POSIX {@code sh}, and {@code stat} of GNU or busybox.
 */
public final class DirectoryScripts {

    /** What a survey prints last, which shows that nothing was cut off. */
    public static final String END = "end";

    /**
     * Takes a directory and names of files in it. Prints {@code kind=} directory, link, other or absent; {@code mount=} yes, no or
     * unknown; {@code version=} and the first line of PG_VERSION; {@code file=} and the name of each that is there, a dangling link too;
     * {@code tablespace=} and the name of each entry of pg_tblspc; then {@code end}.
     */
    public static final String SURVEY = """
            # look at a data directory
            d=$1
            shift
            k=other
            [ -d "$d" ] && k=directory
            [ -e "$d" ] || k=absent
            [ -h "$d" ] && k=link
            echo "kind=$k"
            m=unknown
            a=$(stat -c %d -- "$d" 2>/dev/null) && b=$(stat -c %d -- "$d/.." 2>/dev/null) && {
              m=no
              [ "$a" = "$b" ] || m=yes
            }
            if command -v mountpoint >/dev/null 2>&1 && mountpoint -q -- "$d" 2>/dev/null; then m=yes; fi
            echo "mount=$m"
            v=
            [ -f "$d/PG_VERSION" ] && read -r v <"$d/PG_VERSION"
            # Not echo, which changes backslashes in some shells.
            printf 'version=%s\\n' "$v"
            for f in "$@"; do
              if [ -e "$d/$f" ] || [ -h "$d/$f" ]; then printf 'file=%s\\n' "$f"; fi
            done
            for t in "$d"/pg_tblspc/*; do
              if [ -e "$t" ] || [ -h "$t" ]; then printf 'tablespace=%s\\n' "${t##*/}"; fi
            done
            echo end
            """;

    /** Takes a path, and writes standard input into a new file there; fails, and changes nothing, if anything is there. */
    public static final String WRITE_NEW = """
            # write a new file
            set -C
            umask 077
            cat >"$1"
            """;

    /** Takes a path of a file that is there, and adds standard input to its end. */
    public static final String APPEND = """
            # add to a file
            [ -f "$1" ] || { echo "no file $1" >&2; exit 1; }
            cat >>"$1"
            """;

    /** Takes a file, the number of its first byte that counts, from 1, and how many count. Prints their {@code cksum} and their number. */
    public static final String SUM = """
            # sum up bytes of a file
            [ -f "$1" ] || { echo "no file $1" >&2; exit 1; }
            tail -c "+$2" <"$1" | head -c "$3" | cksum
            """;

    /**
     * Takes the directory of a server's logs and a number of bytes. Prints the entries' first lines at the end of its newest log, and those of
     * the newest file that a start printed to, then {@code end}.
     */
    public static final String LOG_END = """
            # the end of a server's log
            newest() {
              n=
              for f in "$@"; do
                if [ -f "$f" ] && { [ -z "$n" ] || [ "$f" -nt "$n" ]; }; then n=$f; fi
              done
              [ -z "$n" ] || tail -c "$b" <"$n" | grep -a '^20[0-9][0-9]-' | tail -n 200
            }
            d=$1
            b=$2
            newest "$d"/startup.log "$d"/gp-failover-start.log
            newest "$d"/*.csv
            echo end
            """;

    private DirectoryScripts() {}
}
