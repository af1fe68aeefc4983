#!/bin/sh
# Checks this folder again with sha256sum and openssl (1.1.1 or later), and with nothing of
# the software that made it. Run it inside the unpacked folder. It ends with "OK", or with
# what is wrong and a status that is not 0.
#
# Asked for each document-*.der:
#   1. the signature verifies under the certificate in the message, over the content in it
#   2. the content is the one that was requested, by its SHA-256 in manifest.json
#   3. the certificate was issued by one of the anchors and was valid at the signing time
# Revocation is not asked: see report.json, crl-*.crl and validity.json.
set -u

fail() { echo "FAILED: $1" >&2; exit 1; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

sha256sum --check --strict --quiet SHA256SUMS || fail "a file is not the one that was bundled"
for file in *; do
  [ "$file" = SHA256SUMS ] || grep -q "  $file\$" SHA256SUMS || fail "$file was added"
done

# The DER of a certificate's signed part, and its signature.
issued_by_key() { # certificate.pem key.pem
  openssl x509 -in "$1" -outform DER -out "$work/certificate.der" || return 1
  openssl asn1parse -inform DER -in "$work/certificate.der" > "$work/structure" || return 1
  # The first SEQUENCE at depth 1 is what is signed, the last BIT STRING at depth 1 the signature.
  tbs=$(awk -F: '/d=1 / && /SEQUENCE/ { print $1 + 0; exit }' "$work/structure")
  value=$(awk -F: '/d=1 / && /BIT STRING/ { at = $1 + 0 } END { print at }' "$work/structure")
  openssl asn1parse -inform DER -in "$work/certificate.der" -strparse "$tbs" -noout -out "$work/tbs" || return 1
  openssl asn1parse -inform DER -in "$work/certificate.der" -strparse "$value" -noout -out "$work/signature" || return 1
  openssl dgst -sha256 -verify "$2" -signature "$work/signature" "$work/tbs" > /dev/null
}

seen=0
for message in document-*.der; do
  [ -e "$message" ] || continue
  name=${message%.der}
  seen=$((seen + 1))

  if openssl cms -cmsout -print -inform DER -in "$message" 2> /dev/null | grep -q 'eContent: <ABSENT>'; then
    fail "$name is detached: give openssl the document with -content, as README.txt says"
  fi
  openssl cms -verify -noverify -binary -inform DER -in "$message" -out "$work/content" 2> "$work/error" ||
    fail "$name: $(cat "$work/error")"
  digest=$(sha256sum < "$work/content" | cut -d ' ' -f 1)
  grep -q "\"sha256\": \"$digest\"" manifest.json || fail "$name: another content than was requested"

  # The certificate that openssl takes for the signer's is the one in the bundle.
  openssl cms -verify -noverify -binary -inform DER -in "$message" -out "$work/content" \
    -signer "$work/signer.pem" 2> /dev/null || fail "$name"
  openssl x509 -in "$work/signer.pem" -outform DER -out "$work/one" &&
    openssl x509 -in "$name.certificate.pem" -outform DER -out "$work/other" &&
    cmp -s "$work/one" "$work/other" || fail "$name: another certificate"

  issued=no
  for key in anchor-*.key.pem; do
    [ -e "$key" ] && issued_by_key "$name.certificate.pem" "$key" && issued=yes
  done
  [ "$issued" = yes ] || fail "$name: no anchor issued the certificate"

  # In seconds since 1970, by the claimed signing time; openssl compares.
  at=$(openssl cms -cmsout -print -inform DER -in "$message" | awk '/signingTime/ { found = 1 } found && /UTCTIME|GENERALIZEDTIME/ { sub(/.*TIME:/, ""); print; exit }')
  seconds=$(date -u -d "$at" +%s) || fail "$name: no signing time"
  from=$(date -u -d "$(openssl x509 -in "$name.certificate.pem" -noout -startdate | cut -d = -f 2)" +%s)
  to=$(date -u -d "$(openssl x509 -in "$name.certificate.pem" -noout -enddate | cut -d = -f 2)" +%s)
  [ "$from" -le "$seconds" ] && [ "$seconds" -le "$to" ] || fail "$name: the certificate was not valid at the signing time"
  echo "$name: signed $at, sha256 $digest"
done
[ "$seen" -gt 0 ] || fail "there is no document"
echo OK
