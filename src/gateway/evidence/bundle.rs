//! The bundle: everything an expert needs to check a result again without ingam, as plain
//! files in a ZIP archive.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::json;

use super::{Fetched, Record, Subject, html, judged, zip};
use crate::digest::sha256_hex;
use crate::document::SignedDocument;
use crate::encoding::base64_decode;
use crate::error::{Code, Error, Result};
use crate::exchange::Response;
use crate::gateway::settings::Evidence;
use crate::json::Value;
use crate::signed_data::{TrustAnchor, pem, signer_certificate};

/// Checks the bundle with openssl and sha256sum alone.
const VERIFY: &str = include_str!("verify.sh");
const README: &str = include_str!("README.txt");

/// The archive of one result.
///
/// `manifest.json` is what the gateway knows of the request: digests, no text of its own.
/// The provider's answer is in it as it came; for Toss its personal data is sealed under a
/// session the relying party holds.
///
/// # Errors
/// [`Code::Internal`] when the archive would be over 4 GiB, which no answer is.
pub fn bundle(evidence: &Evidence, subject: &Subject<'_>, record: &Record) -> Result<Response> {
    let archive = archive(evidence, subject, record).ok_or_else(|| Error::new(Code::Internal))?;
    let name = format!("ingam-{}-{}.zip", subject.id.provider(), subject.id.id());
    Ok(Response::new(200, "application/zip", archive)
        .with("cache-control", "no-store")
        .with("content-disposition", format!("attachment; filename=\"{name}\""))
        .with(super::HEADER, record.summary().to_header()))
}

fn archive(evidence: &Evidence, subject: &Subject<'_>, record: &Record) -> Option<Vec<u8>> {
    let provider = subject.id.provider();
    let documents = judged(provider, subject.answer);
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, contents: &[u8]| files.push((name.into(), contents.to_vec()));

    add("README.txt", README.as_bytes());
    add("verify.sh", VERIFY.as_bytes());
    add("manifest.json", &pretty(&manifest(subject, &documents)));
    add("report.json", &pretty(&record.report));
    add("report.html", html::page(&record.report).as_bytes());
    add("response.json", &subject.answer.body);
    for (name, document) in names(&documents).iter().zip(&documents) {
        add(&format!("{name}.der"), &document.signed_data);
        if let Some(text) = text_of_detached(subject, record, document) {
            add(&format!("{name}.text"), text.as_bytes());
        }
        if let Some(certificate) = signer_certificate(&document.signed_data) {
            add(&format!("{name}.certificate.pem"), pem("CERTIFICATE", certificate.der()).as_bytes());
        }
    }
    for (index, anchor) in evidence.anchors(provider).iter().enumerate() {
        anchor_files(index.saturating_add(1), anchor, &mut add);
    }
    let lists = record.fetched.iter().filter_map(|fetched| match fetched {
        Fetched::Crl { octets, .. } => base64_decode(octets).ok(),
        Fetched::Validity { .. } => None,
    });
    for (index, octets) in lists.enumerate() {
        add(&format!("crl-{}.crl", index.saturating_add(1)), &octets);
    }
    let statements: Vec<Value> = record.fetched.iter().filter_map(statement).collect();
    if !statements.is_empty() {
        add("validity.json", &pretty(&Value::Array(statements)));
    }

    let sums = zip::sums(files.iter().map(|(name, contents)| (name.as_str(), contents.as_slice())));
    let mut archive = zip::Archive::default();
    for (name, contents) in &files {
        archive.add(name, contents)?;
    }
    archive.add("SHA256SUMS", sums.as_bytes())?;
    archive.finish()
}

/// `document-1`, `document-2`, …; one that has no order of its own, or another's, is numbered
/// after its place in the answer.
fn names(documents: &[SignedDocument]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    documents
        .iter()
        .enumerate()
        .map(|(index, document)| {
            let own = document.order.map(|order| format!("document-{order}"));
            let name = own.unwrap_or_else(|| format!("unordered-{}", index.saturating_add(1)));
            if taken.insert(name.clone()) {
                name
            } else {
                format!("{name}-again-{}", index.saturating_add(1))
            }
        })
        .collect()
}

/// What was requested to be signed, where the signature does not hold it and the answer
/// repeats it.
fn text_of_detached<'a>(
    subject: &Subject<'_>,
    record: &Record,
    document: &'a SignedDocument,
) -> Option<&'a str> {
    let reports = record.report.get("documents").and_then(Value::as_array)?;
    let digest = sha256_hex(&document.signed_data);
    let own = reports.iter().find(|report| report.get("sha256").and_then(Value::as_str) == Some(&digest))?;
    let is_detached = own.pointer("/report/content").is_none_or(Value::is_null);
    let requested = subject.registration.documents.iter().find(|one| Some(one.order) == document.order)?;
    let text = document.text.as_deref().filter(|_| is_detached)?;
    (requested.sha256.as_deref() == Some(sha256_hex(text.as_bytes()).as_str())).then_some(text)
}

fn anchor_files(number: usize, anchor: &TrustAnchor, add: &mut impl FnMut(&str, &[u8])) {
    add(&format!("anchor-{number}.key.pem"), anchor.public_key_pem().as_bytes());
    if let Some(certificate) = anchor.certificate() {
        add(&format!("anchor-{number}.pem"), pem("CERTIFICATE", certificate.der()).as_bytes());
    }
}

fn manifest(subject: &Subject<'_>, documents: &[SignedDocument]) -> Value {
    let registration = subject.registration;
    json!({
        "transaction": subject.id.to_string(),
        "requestedAt": registration.requested_at.to_rfc3339(),
        "receivedAt": subject.received_at.to_rfc3339(),
        "requested": registration.documents,
        "signed": documents.iter().zip(names(documents)).map(|(document, name)| json!({
            "order": document.order,
            "file": format!("{name}.der"),
            "sha256": sha256_hex(&document.signed_data),
        })).collect::<Vec<_>>(),
    })
}

fn statement(fetched: &Fetched) -> Option<Value> {
    match fetched {
        Fetched::Validity { certificate, is_valid, stated_at } => Some(json!({
            "certificateSha256": base64_decode(certificate).ok().map(|der| sha256_hex(&der)),
            "isValid": is_valid,
            "statedAt": stated_at.to_rfc3339(),
        })),
        Fetched::Crl { .. } => None,
    }
}

fn pretty(value: &Value) -> Vec<u8> {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text.into_bytes()
}
