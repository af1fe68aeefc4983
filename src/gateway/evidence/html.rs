//! The report as a page: English and Korean side by side, nothing loaded from anywhere, and
//! every text that comes from a document or a certificate escaped.

use alloc::string::String;
use core::fmt::Write;

use crate::encoding::base64_decode;
use crate::json::Value;

/// No script can run and nothing is fetched, whatever the texts in it say.
const HEAD: &str = r#"<!doctype html>
<html lang="ko">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>전자서명 검증 보고서 / Signature report</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #bbb }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #bbb; padding: .6rem }
code { overflow-wrap: anywhere }
.en { color: #444 }
</style>
"#;

/// The page of a stored report.
pub(super) fn page(report: &Value) -> String {
    let mut page = String::from(HEAD);
    page.push_str("<h1>전자서명 검증 보고서 <span class=\"en\" lang=\"en\">Signature report</span></h1>\n");
    rows(
        &mut page,
        &[
            ("거래", "Transaction", &text(report, "/transaction")),
            ("판정", "Indication", &indication(report)),
            ("결과 최초 수신 시각", "First received", &text(report, "/receivedAt")),
            ("검증 시각", "Checked", &text(report, "/checkedAt")),
        ],
    );
    page.push_str(
        "<p>서명 시각은 서명자 쪽의 주장이고, 결과 최초 수신 시각은 게이트웨이가 결과를 처음 받은 시각입니다. \
         <span class=\"en\" lang=\"en\">The signing time is the signer's claim; the time of first receipt is \
         the gateway's.</span></p>\n",
    );
    checks(&mut page, report.pointer("/checks"));
    let documents = report.pointer("/documents").and_then(Value::as_array);
    for (index, document) in documents.into_iter().flatten().enumerate() {
        one(&mut page, document, index);
    }
    page.push_str("</html>\n");
    page
}

/// One without an order is called as its file in the bundle: by its place in the answer.
fn one(page: &mut String, document: &Value, index: usize) {
    let order = document.pointer("/order").and_then(Value::as_i64);
    let _ = match order {
        Some(order) => {
            writeln!(page, "<h2>문서 {order} <span class=\"en\" lang=\"en\">Document {order}</span></h2>")
        }
        None => writeln!(page, "<h2>unordered-{}</h2>", index.saturating_add(1)),
    };
    let Some(report) = document.get("report").filter(|report| !report.is_null()) else {
        page.push_str(
            "<p>서명값이 없습니다. <span class=\"en\" lang=\"en\">There is no signed data.</span></p>\n",
        );
        return;
    };
    rows(
        page,
        &[
            ("판정", "Indication", &indication(report)),
            ("서명자", "Signer", &text(report, "/signer/commonName")),
            ("서명자 번호", "User id", &text(report, "/signer/uid")),
            ("인증서 일련번호", "Serial number", &text(report, "/signer/serialNumber")),
            ("서명 시각(주장)", "Signing time (claimed)", &text(report, "/signingTime")),
            ("서명값 SHA-256", "SHA-256 of the signed data", &text(document, "/sha256")),
        ],
    );
    let content = report.get("content").and_then(Value::as_str).and_then(|text| base64_decode(text).ok());
    match content.as_deref().map(core::str::from_utf8) {
        Some(Ok(content)) => {
            let _ = writeln!(page, "<pre>{}</pre>", escaped(content));
        }
        Some(Err(_)) => page.push_str(
            "<p>내용이 텍스트가 아닙니다. <span class=\"en\" lang=\"en\">The content is not text.</span></p>\n",
        ),
        None => page.push_str(
            "<p>서명값에 내용이 들어 있지 않습니다. \
             <span class=\"en\" lang=\"en\">The content is not in the signed data.</span></p>\n",
        ),
    }
    checks(page, report.get("checks"));
}

fn checks(page: &mut String, checks: Option<&Value>) {
    let checks = checks.and_then(Value::as_array).map_or(&[][..], |checks| checks);
    if checks.is_empty() {
        return;
    }
    page.push_str("<table>\n<tr><th>검사 <span class=\"en\" lang=\"en\">Check</span><th>결과 <span class=\"en\" lang=\"en\">Outcome</span><th>설명 <span class=\"en\" lang=\"en\">What was found</span>\n");
    for check in checks {
        let _ = writeln!(
            page,
            "<tr><td><code>{}</code><td><code>{}</code><td>{}<br><span class=\"en\" lang=\"en\">{}</span>",
            text(check, "/name"),
            text(check, "/outcome"),
            text(check, "/messageKo"),
            text(check, "/message"),
        );
    }
    page.push_str("</table>\n");
}

fn rows(page: &mut String, rows: &[(&str, &str, &str)]) {
    page.push_str("<table>\n");
    for (ko, en, value) in rows {
        let _ = writeln!(page, "<tr><th>{ko} <span class=\"en\" lang=\"en\">{en}</span><td>{value}");
    }
    page.push_str("</table>\n");
}

fn indication(report: &Value) -> String {
    match text(report, "/subIndication").as_str() {
        "" => text(report, "/indication"),
        sub => alloc::format!("{} / {sub}", text(report, "/indication")),
    }
}

/// The text at a pointer, escaped; empty where there is none.
fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).map(escaped).unwrap_or_default()
}

/// As the text of an element or of a quoted attribute. Control characters besides line breaks
/// (CR LF is one) and tabs, those that turn the direction of writing, other line separators and
/// those that nothing is seen of become U+FFFD: what is shown reads in the order it is in, and
/// nothing is in it that is not shown.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(character),
            '\r' if characters.peek() == Some(&'\n') => {}
            '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}' => out.push('\u{fffd}'),
            _ if character.is_control() => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn nothing_is_hidden() {
        assert_eq!(escaped("1\r2"), "1\u{fffd}2");
        assert_eq!(escaped("1\r\r\n2\r"), "1\u{fffd}\n2\u{fffd}");
        assert_eq!(escaped("1\r\n2\n\t"), "1\n2\n\t");
        let hidden = [0xad, 0x61c, 0xfeff].into_iter().chain(0x200b..=0x200f);
        let hidden = hidden.chain(0x2028..=0x202e).chain(0x2060..=0x2064).chain(0x2066..=0x2069);
        for code in hidden.chain(0..=8).chain(0x7f..=0x9f) {
            let hidden = char::from_u32(code).map(String::from).unwrap_or_default();
            assert_eq!(escaped(&hidden), "\u{fffd}", "{code:x}");
        }
        let shown = "가 \u{a0}\u{ac}\u{ae}\u{200a}\u{2010}\u{2027}\u{fefe}\u{ff00}";
        assert_eq!(escaped(shown), shown);
    }

    #[test]
    fn a_document_without_an_order_is_called_as_its_file() {
        let report = serde_json::json!({ "documents": [
            { "order": 2, "report": null }, { "order": null, "report": null }, { "order": 0, "report": null },
        ] });
        let page = page(&report);
        let titles: Vec<&str> = page.lines().filter(|line| line.starts_with("<h2>")).collect();
        assert!(matches!(titles.as_slice(), [one, "<h2>unordered-2</h2>", zero]
            if one.starts_with("<h2>문서 2 ") && zero.starts_with("<h2>문서 0 ")));
    }

    #[test]
    fn what_is_shown_is_text() {
        assert_eq!(
            escaped("<script>alert('1')</script> & \"x\"\r\n\u{202e}\u{0}"),
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;\n\u{fffd}\u{fffd}"
        );
        let report = serde_json::json!({
            "indication": "TOTAL_PASSED", "subIndication": null, "transaction": "toss:<b>",
            "checks": [{ "name": "<i>", "outcome": "PASSED", "message": "&", "messageKo": "가" }],
            "documents": [
                { "order": 1, "report": {
                    "indication": "TOTAL_FAILED", "subIndication": "HASH_FAILURE",
                    "signer": { "commonName": "<img src=x onerror=alert(1)>" },
                    "content": crate::encoding::base64(b"<h1>\xea\xb0\x80</h1>"),
                    "checks": [],
                } },
                { "order": 2, "report": null },
            ],
        });
        let page = page(&report);
        for raw in ["<b>", "<i>", "<img", "<h1>가"] {
            assert!(!page.contains(raw), "{raw}");
        }
        for shown in
            ["&lt;h1&gt;가", "&lt;img src=x", "TOTAL_FAILED / HASH_FAILURE", "There is no signed data."]
        {
            assert!(page.contains(shown), "{shown}");
        }
    }
}
