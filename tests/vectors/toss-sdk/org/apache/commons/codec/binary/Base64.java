package org.apache.commons.codec.binary;

/** The two methods of commons-codec that the SDK calls, from the JDK, so that it compiles alone. */
public final class Base64 {
    private Base64() {}

    public static String encodeBase64String(byte[] bytes) {
        return java.util.Base64.getEncoder().encodeToString(bytes);
    }

    public static byte[] decodeBase64(String text) {
        return java.util.Base64.getDecoder().decode(text);
    }
}
