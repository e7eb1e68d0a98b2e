package io.github.gpfailover.testkit.postgres;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The server's side of a PostgreSQL session (protocol 3.0): it writes a server's messages and reads a client's questions.
 */
final class WireSession {

    /** Rows of text in reply to a statement. */
    interface Answers {

        /** The results of a question, one list of rows each. */
        List<List<List<String>>> to(String question);
    }

    private static final int TEXT = 25;

    private final DataInputStream in;
    private final OutputStream out;
    private final List<String> queries;

    WireSession(DataInputStream in, OutputStream out, List<String> queries) {
        this.in = in;
        this.out = out;
        this.queries = queries;
    }

    /** Ends the login with FATAL, as a server does that takes no session. */
    void refuse(String sqlState, String message, String detail) throws IOException {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        field(fields, 'S', "FATAL");
        field(fields, 'C', sqlState);
        field(fields, 'M', message);
        if (!detail.isEmpty()) {
            field(fields, 'D', detail);
        }
        fields.write(0);
        message('E', fields.toByteArray());
        out.flush();
    }

    /** Takes the session without a password, and answers questions until the client goes. */
    void serve(Answers answers) throws IOException {
        message('R', new byte[4]);
        Map<String, String> told = Map.of(
                "server_version", "9.4.26",
                "server_encoding", "UTF8",
                "client_encoding", "UTF8",
                "DateStyle", "ISO, MDY",
                "TimeZone", "UTC",
                "integer_datetimes", "on",
                "standard_conforming_strings", "on");
        for (Map.Entry<String, String> e : told.entrySet()) {
            message('S', (e.getKey() + "\0" + e.getValue() + "\0").getBytes(StandardCharsets.UTF_8));
        }
        message('K', new byte[8]);
        ready();
        for (int kind = in.read(); kind == 'Q'; kind = in.read()) {
            byte[] text = in.readNBytes(in.readInt() - 4);
            String question = new String(text, 0, text.length - 1, StandardCharsets.UTF_8);
            queries.add(question);
            List<List<List<String>>> results = answers.to(question);
            if (results.isEmpty()) {
                message('C', "SET\0".getBytes(StandardCharsets.UTF_8));
            }
            for (List<List<String>> rows : results) {
                result(rows);
            }
            ready();
        }
    }

    void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Reads on until the client goes. */
    void waitForEnd() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    private void ready() throws IOException {
        message('Z', new byte[] {'I'});
        out.flush();
    }

    private void result(List<List<String>> rows) throws IOException {
        int columns = rows.isEmpty() ? 0 : rows.get(0).size();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream description = new DataOutputStream(bytes);
        description.writeShort(columns);
        for (int i = 0; i < columns; i++) {
            description.write(("c" + i + "\0").getBytes(StandardCharsets.UTF_8));
            description.writeInt(0);
            description.writeShort(0);
            description.writeInt(TEXT);
            description.writeShort(-1);
            description.writeInt(-1);
            description.writeShort(0);
        }
        message('T', bytes.toByteArray());
        for (List<String> row : rows) {
            ByteArrayOutputStream cells = new ByteArrayOutputStream();
            DataOutputStream data = new DataOutputStream(cells);
            data.writeShort(columns);
            for (String cell : row) {
                byte[] value = cell.getBytes(StandardCharsets.UTF_8);
                data.writeInt(value.length);
                data.write(value);
            }
            message('D', cells.toByteArray());
        }
        message('C', ("SELECT " + rows.size() + "\0").getBytes(StandardCharsets.UTF_8));
    }

    private void message(char kind, byte[] body) throws IOException {
        DataOutputStream message = new DataOutputStream(out);
        message.write(kind);
        message.writeInt(body.length + 4);
        message.write(body);
    }

    private static void field(ByteArrayOutputStream fields, char kind, String value) {
        fields.write(kind);
        fields.writeBytes(value.getBytes(StandardCharsets.UTF_8));
        fields.write(0);
    }
}
