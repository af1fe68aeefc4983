import im.toss.cert.sdk.TossCertSession;
import im.toss.cert.sdk.TossCertSessionGenerator;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * Writes ../toss-sdk.json: what Toss's SDK for Java seals in sessions of fixed keys. README.md has
 * the commands.
 */
public final class Seal {
    private static final String[] ALGORITHMS = {"AES_GCM 32 12", "AES_CBC 32 16", "AES_CBC 16 16"};

    private static final String[] PLAINS = {
        "", "a", "김토스", "01012345678", "19930324", "fifteen octets!", "sixteen octets!!", "seventeen octets!",
        "한글은 세 옥텟", "thirty-one octets of a plaintext", "line\nbreak\tand \"quotes\" \\", "😀 emoji, 漢字, é",
        "$v1$", "제1조 (목적) 이 약관은 회사가 제공하는 서비스의 이용 조건과 절차를 정함을 목적으로 합니다. ",
    };

    private Seal() {}

    public static void main(String[] parameters) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("{");
        out.println("  \"provenance\": \"Made by Toss's own SDK for Java (github.com/toss/toss-cert-java-sdk, "
            + "version 0.0.14, commit a149b0995d73dedca7cf53cfd52c9fa98d8e160a) from sessions it deserialized; "
            + "tests/vectors/toss-sdk has the program and the commands.\",");
        out.println("  \"rows\": [");
        int number = 0;
        String before = "";
        for (String algorithm : ALGORITHMS) {
            String[] sizes = algorithm.split(" ");
            for (String plain : PLAINS) {
                for (String version : new String[] {"v1", "v1_0.0.14"}) {
                    number += 1;
                    String serialized = String.join("$", version, UUID.nameUUIDFromBytes(bytes(number, "id", 16)).toString(),
                        sizes[0], base64(bytes(number, "key", Integer.parseInt(sizes[1]))),
                        base64(bytes(number, "iv", Integer.parseInt(sizes[2]))));
                    String text = plain.endsWith(" ") ? plain.repeat(number % 2 == 0 ? 1 : 40) : plain;
                    TossCertSession session = new TossCertSessionGenerator().deserialize(serialized);
                    String sealed = session.encrypt(text);
                    if (!session.decrypt(sealed).equals(text) || !session.serializeSession().equals(serialized))
                        throw new IllegalStateException(serialized);
                    out.print(before + "    {\"serialized\": " + quoted(serialized) + ", \"plain\": " + quoted(text)
                        + ", \"encrypted\": " + quoted(sealed) + "}");
                    before = ",\n";
                }
            }
        }
        out.println("\n  ]\n}");
    }

    private static byte[] bytes(int number, String purpose, int length) throws Exception {
        byte[] seed = ("ingam toss-sdk " + purpose + " " + number).getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(seed), length);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t") + '"';
    }
}
