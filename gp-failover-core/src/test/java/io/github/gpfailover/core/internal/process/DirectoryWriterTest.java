package io.github.gpfailover.core.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryWriterTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pg_rewind --progress --source-server=host=smdw port=5432 --target-pgdata=/data/master/gpseg-1",
                "/usr/local/greenplum-db/bin/pg_rewind --target-pgdata /data/master/gpseg-1 --source-server=host=smdw",
                "pg_rewind -D /data/master/gpseg-1/ --source-server=host=smdw",
                "pg_basebackup -c fast -D /data/master/gpseg-1 -h mdw -p 5432",
                "/usr/lib/gpdb/bin/pg_basebackup --pgdata=/data/master/gpseg-1 -h mdw",
                "pg_basebackup -D/data/master/gpseg-1"
            })
    void whatWritesTheDirectoryIsKnownByItsArguments(String command) {
        assertThat(DirectoryWriter.of(command, DIRECTORY)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pg_rewind --progress --target-pgdata=/data/master/gpseg-10",
                "pg_basebackup -D /data/master/gpseg-1.new -h mdw",
                "grep pg_rewind --target-pgdata=/data/master/gpseg-1",
                "vi -D /data/master/gpseg-1",
                "pg_rewind",
                ""
            })
    void whatDoesNotIsLeftAlone(String command) {
        assertThat(DirectoryWriter.of(command, DIRECTORY)).isFalse();
    }

    @Test
    void aRewindKeepsItsDirectoryFromBeingProvedUnused() {
        String table = "UID          PID    PPID  C STIME TTY          TIME CMD\n"
                + "root           1       0  0 05:05 ?        00:00:01 /sbin/init\n"
                + "gpadmin      140       1  3 05:07 ?        00:00:02 pg_rewind --progress --target-pgdata=/data/master/gpseg-1\n";
        ProcessTable read = ProcessTable.parse(HostName.of("mdw"), table);

        assertThat(InstanceProcesses.of(read, InstanceLocation.of("mdw", 5432, DIRECTORY))
                        .unattributed())
                .singleElement()
                .asString()
                .startsWith("140 pg_rewind");
        assertThat(InstanceProcesses.of(read, InstanceLocation.of("mdw", 5432, "/data/other"))
                        .unattributed())
                .isEmpty();
    }
}
