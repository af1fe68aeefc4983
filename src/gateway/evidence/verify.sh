#!/bin/sh
# Checks this folder again with sha256sum and openssl (1.1.1 or later), and with nothing of
# the software that made it. Run it inside the unpacked folder. It ends with "OK", or with
# what is wrong and a status that is not 0.
#
# Asked of the folder: every file is as it was bundled, none was added.
# Asked for each document-*.der:
#   1. the signature verifies under the certificate beside it
#   2. it is over what was requested of its order, by the SHA-256 in manifest.json; where that
#      was not known, it says so
#   3. the certificate was issued by one of the anchors and was valid at the signing time
# Asked of all together: one for each order requested, one certificate.
# Revocation is not asked: see report.json, crl-*.crl and validity.json.
set -u
LC_ALL=C
export LC_ALL

fail() { echo "FAILED: $1" >&2; exit 1; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

sha256sum --check --strict --quiet SHA256SUMS || fail "a file is not the one that was bundled"
sed 's/^[0-9a-f]\{64\}  //' SHA256SUMS > "$work/names"
# sha256sum reads its list leniently; written anew, it is the same octet by octet.
while IFS= read -r file; do sha256sum -- "$file"; done < "$work/names" | cmp -s - SHA256SUMS ||
  fail "SHA256SUMS is not as it was written"
echo SHA256SUMS >> "$work/names"
sort "$work/names" > "$work/bundled"
ls -A | sort | cmp -s - "$work/bundled" || fail "there are other files than were bundled"

# What manifest.json says was requested: a line "order sha256" for each document.
awk '
  /^  "requested": \[/ { inside = 1 }
  /^  "signed": \[/ { inside = 0 }
  inside && /^      "order": / { order = $2; sub(/,$/, "", order) }
  inside && /^      "sha256": / { gsub(/[",]/, "", $2); print order, $2 }
' manifest.json > "$work/requested"

# Part of a file: file offset length.
part() { tail -c +$(($2 + 1)) "$1" | head -c "$3"; }
digest_of() { sha256sum < "$1" | cut -d ' ' -f 1; }

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

# A message that holds its content: openssl has it all.
check_whole() { # name expected
  openssl cms -verify -noverify -binary -inform DER -in "$1.der" -out "$work/content" \
    -signer "$work/signer.pem" 2> "$work/error" || fail "$1: $(cat "$work/error")"
  digest=$(digest_of "$work/content")
  [ "$2" = unknown ] || [ "$2" = "$digest" ] || fail "$1: another content than was requested"
  # The certificate that openssl takes for the signer's is the one in the bundle.
  openssl x509 -in "$work/signer.pem" -outform DER -out "$work/one" &&
    openssl x509 -in "$1.certificate.pem" -outform DER -out "$work/other" &&
    cmp -s "$work/one" "$work/other" || fail "$1: another certificate"
}

# A message without its content: the signature is over the signed attributes under the tag of
# a SET (RFC 5652 section 5.4), and messageDigest is among them. The signer's part comes last.
check_detached() { # name expected
  [ "$2" != unknown ] || fail "$1: it does not hold what was signed, whose digest is not known: see README.txt"
  openssl asn1parse -inform DER -in "$1.der" > "$work/structure" || fail "$1: it is not DER"
  awk '
    {
      offset = $0; sub(/:.*/, "", offset)
      match($0, /hl=[0-9]+/); header = substr($0, RSTART + 3, RLENGTH - 3)
      match($0, /l= *[0-9]+ (cons|prim)/); size = substr($0, RSTART + 2); size += 0
    }
    /cons: cont \[ 0 \]/ { start = offset + 0; whole = header + size }
    /prim: OBJECT +:contentType/ { attributes = start; length_of_attributes = whole }
    /prim: OBJECT +:messageDigest/ { wanted = 1 }
    /prim: OCTET STRING/ {
      if (wanted) { digest = offset + header; wanted = 0 }
      signature = offset + header; length_of_signature = size
    }
    END { print attributes + 0, length_of_attributes + 0, digest + 0, signature + 0, length_of_signature + 0 }
  ' "$work/structure" > "$work/places"
  read -r attributes attributes_length digest_at signature signature_length < "$work/places"
  { printf '\061'; part "$1.der" $((attributes + 1)) $((attributes_length - 1)); } > "$work/attributes"
  part "$1.der" "$signature" "$signature_length" > "$work/signature"
  openssl x509 -in "$1.certificate.pem" -noout -pubkey > "$work/signer.key" || fail "$1: no certificate"
  openssl dgst -sha256 -verify "$work/signer.key" -signature "$work/signature" "$work/attributes" > /dev/null ||
    fail "$1: the signature does not verify"
  digest=$(part "$1.der" "$digest_at" 32 | od -An -v -tx1 | tr -d ' \n')
  [ "$digest" != "$2" ] || return 0
  # The requested text is the base64 of a hash: the signature may be over the hash, or have it
  # as its digest.
  [ -e "$1.text" ] && [ "$(digest_of "$1.text")" = "$2" ] || fail "$1: another content than was requested"
  openssl base64 -d -A -in "$1.text" > "$work/hash" || fail "$1: another content than was requested"
  [ "$digest" = "$(digest_of "$work/hash")" ] ||
    [ "$digest" = "$(od -An -v -tx1 < "$work/hash" | tr -d ' \n')" ] ||
    fail "$1: another content than was requested"
}

first=
for message in *.der; do
  [ -e "$message" ] || continue
  name=${message%.der}
  order=${name#document-}
  case $order in *[!0-9]*) fail "$name: it has no order of its own" ;; esac
  [ -e "$name.certificate.pem" ] || fail "$name: it holds no signer's certificate"
  expected=$(awk -v order="$order" '$1 == order { print $2 }' "$work/requested")
  [ -n "$expected" ] || [ ! -s "$work/requested" ] || fail "$name: it was not requested"
  case $expected in '' | null) expected=unknown ;; esac

  openssl cms -cmsout -print -inform DER -in "$message" > "$work/printed" 2> "$work/error" ||
    fail "$name: $(cat "$work/error")"
  if grep -q '^ *eContent: <ABSENT>' "$work/printed"; then
    check_detached "$name" "$expected"
  else
    check_whole "$name" "$expected"
  fi

  issued=no
  for key in anchor-*.key.pem; do
    [ -e "$key" ] && issued_by_key "$name.certificate.pem" "$key" && issued=yes
  done
  [ "$issued" = yes ] || fail "$name: no anchor issued the certificate"
  first=${first:-$name}
  cmp -s "$first.certificate.pem" "$name.certificate.pem" || fail "$name: another signer than that of $first"

  # In seconds since 1970, by the claimed signing time; what stands before the signer's part
  # is somebody's text.
  at=$(awk '
    /^ *signerInfos:/ { inside = 0; at = "" }
    /signingTime/ { inside = 1 }
    inside && at == "" && /(UTCTIME|GENERALIZEDTIME):/ { at = $0; sub(/.*TIME:/, "", at) }
    END { print at }
  ' "$work/printed")
  [ -n "$at" ] && seconds=$(date -u -d "$at" +%s) || fail "$name: no signing time"
  from=$(date -u -d "$(openssl x509 -in "$name.certificate.pem" -noout -startdate | cut -d = -f 2)" +%s)
  to=$(date -u -d "$(openssl x509 -in "$name.certificate.pem" -noout -enddate | cut -d = -f 2)" +%s)
  [ "$from" -le "$seconds" ] && [ "$seconds" -le "$to" ] || fail "$name: the certificate was not valid at the signing time"
  echo "$name: signed $at, sha256 $digest"
  [ "$expected" != unknown ] || echo "$name: not compared, the digest of what was requested is not known"
done
[ -n "$first" ] || fail "there is no document"
while read -r order _; do
  [ -e "document-$order.der" ] || fail "document-$order was requested and is not there"
done < "$work/requested"
echo OK
