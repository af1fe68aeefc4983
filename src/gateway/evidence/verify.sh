#!/bin/sh
# Checks this folder again with sha256sum and openssl (1.1.1 or later), and with nothing of
# the software that made it. Run it inside the unpacked folder. It ends with "OK", or with
# what is wrong and a status that is not 0.
#
# Asked of the folder: every file is as it was bundled, none was added.
# Asked for each document-*.der:
#   1. the signature verifies under the certificate beside it: RSA with SHA-256, no other
#   2. it is over what was requested of its order, by the SHA-256 in manifest.json; where that
#      was not known, it says so
#   3. the certificate was issued by one of the anchors and was valid at the signing time
# Asked of all together: one for each order requested, one certificate.
# Revocation is not asked: see report.json, crl-*.crl and validity.json.
#
# Messages and certificates are read octet by octet. What openssl prints of them is never
# read: texts of whoever made the message stand in it as they are.
set -u
LC_ALL=C
export LC_ALL

# What stands in a message or in a name of a file must not steer the terminal.
fail() { printf 'FAILED: %s\n' "$1" | tr -c '[:print:]\n' '?' >&2; exit 1; }
for tool in tr sha256sum openssl awk od head tail wc sed sort cut cmp ls cat rm mktemp; do
  command -v "$tool" > /dev/null || fail "$tool is not installed"
done
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
hex() { od -An -v -tx1 | tr -d ' \n'; }

# The element of DER at $at of $file, all of it before $end: its tag in two hexadecimal digits,
# where its contents start, their size, and where the next one begins. A length is definite and
# as short as can be (X.690 section 10.1).
element() {
  [ "$at" -lt "$end" ] || return 1
  set -- $(part "$file" "$at" 6 | od -An -v -tx1)
  [ $# -ge 2 ] || return 1
  case $1 in [13579bdf]f) return 1 ;; esac
  tag=$1
  case $2 in
    [0-7]?) start=$((at + 2)) size=$((0x$2)) least=0 ;;
    80) indefinite=yes; return 1 ;;
    81) [ $# -ge 3 ] || return 1; start=$((at + 3)) size=$((0x$3)) least=128 ;;
    82) [ $# -ge 4 ] || return 1; start=$((at + 4)) size=$((0x$3$4)) least=256 ;;
    83) [ $# -ge 5 ] || return 1; start=$((at + 5)) size=$((0x$3$4$5)) least=65536 ;;
    84) [ $# -ge 6 ] || return 1; start=$((at + 6)) size=$((0x$3$4$5$6)) least=16777216 ;;
    *) return 1 ;;
  esac
  next=$((start + size))
  [ "$size" -ge "$least" ] && [ "$next" -le "$end" ]
}
# The element of this tag, and past it.
take() { element && [ "$tag" = "$1" ] && from=$at && at=$next; }
# The same, which has to be the last one.
take_last() { take "$1" && [ "$at" -eq "$end" ]; }
# Past it, if it is there.
skip() { [ "$at" -ge "$end" ] || { element || return 1; [ "$tag" != "$1" ] || at=$next; }; }
contents() { part "$file" "$start" "$size" | hex; }
open() { file=$1 at=0 end=$(($(wc -c < "$1"))) && take_last 30 && at=$start; }

# A time as YYYYMMDDHHMMSS (RFC 5280 section 4.1.2.5), and past it. UTCTime is of 1950 to 2049.
take_time() {
  element || return 1
  moment=$(part "$file" "$start" "$size" | tr '\000\n' '??')
  case $tag${#moment}$moment in
    1713[5-9]*) moment=19$moment ;;
    1713*) moment=20$moment ;;
    1815*) ;;
    *) return 1 ;;
  esac
  case $moment in *Z) moment=${moment%Z} ;; *) return 1 ;; esac
  case $moment in *[!0-9]*) return 1 ;; esac
  at=$next
  printf '%s\n' "$moment" | awk '
    {
      year = substr($0, 1, 4) + 0; month = substr($0, 5, 2) + 0; day = substr($0, 7, 2) + 0
      days = 30 + (month + (month > 7)) % 2
      if (month == 2) days = 28 + (year % 4 == 0 && year % 100 != 0 || year % 400 == 0)
      in_day = substr($0, 9, 2) + 0 < 24 && substr($0, 11, 2) + 0 < 60 && substr($0, 13, 2) + 0 < 60
      fits = month >= 1 && month <= 12 && day >= 1 && day <= days && in_day
    }
    END { exit !fits }
  '
}

# A certificate (RFC 5280 section 4.1): what is signed, the signature, who issued it, from when
# to when it is valid, its key.
read_certificate() { # file
  open "$1" || return 1
  take 30 && signed=$from signed_size=$((at - from)) inside=$start inside_end=$at || return 1
  take 30 && [ "$(contents)" = 06092a864886f70d01010b0500 ] || { why="the certificate is not signed by RSA with SHA-256"; return 1; }
  take_last 03 && issued=$((start + 1)) issued_size=$((size - 1)) || return 1
  at=$inside end=$inside_end
  skip a0 || return 1
  take 02 && serial=$from serial_size=$((at - from)) || return 1
  take 30 && take 30 && issuer=$from issuer_size=$((at - from)) || return 1
  take 30 || return 1
  inside=$at at=$start end=$inside
  take_time && valid_from=$moment && take_time && valid_to=$moment && [ "$at" -eq "$end" ] || return 1
  end=$inside_end
  take 30 && take 30 || return 1
  at=$start end=$next
  why="the key of the certificate is not RSA of 2048 to 4096 bits with an exponent of at least 65537"
  take 30 && [ "$(contents)" = 06092a864886f70d0101010500 ] || return 1
  take_last 03 && at=$((start + 1)) && take_last 30 && at=$start || return 1
  # The first octet of the modulus is the zero before its highest bit.
  take 02 && [ "$size" -ge 257 ] && [ "$size" -le 513 ] || return 1
  take_last 02 && [ "$size" -ge 3 ]
}

# A message of one signer (RFC 5652 sections 5.1 and 5.3).
read_message() { # file
  open "$1" || return 1
  take 06 && [ "$(contents)" = 2a864886f70d010702 ] || return 1
  take_last a0 && at=$start && take_last 30 && at=$start || return 1
  take 02 && version=$(contents) && take 31 && take 30 || return 1
  after=$at all=$end
  at=$start end=$after
  take 06 && content_type=$(contents) embedded=no || return 1
  # id-data and issuers by name: version 1; other content: version 3.
  case $content_type in 2a864886f70d010701) due=01 ;; *) due=03 ;; esac
  [ "$version" = "$due" ] || return 1
  if [ "$at" -lt "$end" ]; then
    take_last a0 && at=$start && take_last 04 && embedded=yes || return 1
  fi
  at=$after end=$all
  if element && [ "$tag" = a0 ]; then
    at=$start end=$next
    while [ "$at" -lt "$end" ]; do take 30 || return 1; done
    end=$all
  fi
  skip a1 && take_last 31 && at=$start || return 1
  why="it has not one signer"
  take_last 30 && at=$start || return 1
  why=
  take 02 && [ "$(contents)" = 01 ] && take 30 && sid=$start sid_size=$size || return 1
  after=$at all=$end
  at=$start end=$after
  take 30 && take_last 02 || return 1
  at=$after end=$all
  take 30 || return 1
  case $(contents) in
    0609608648016503040201 | 06096086480165030402010500) ;;
    *) why="its digest is not SHA-256"; return 1 ;;
  esac
  take a0 && attributes=$from attributes_start=$start attributes_end=$at || return 1
  take 30 || return 1
  case $(contents) in
    06092a864886f70d0101010500 | 06092a864886f70d01010b0500) ;;
    *) why="it is not signed by RSA with SHA-256"; return 1 ;;
  esac
  take 04 && signature=$start signature_size=$size || return 1
  if [ "$at" -lt "$end" ]; then
    take_last a1 || return 1
    at=$start
    while [ "$at" -lt "$end" ]; do
      take 30 || return 1
      after=$at all=$end
      at=$start end=$after
      take 06 || return 1
      case $(contents) in 2a864886f70d01090[345]) why="a signed attribute is unsigned"; return 1 ;; esac
      at=$after end=$all
    done
  fi
  read_attributes
}

# The signed attributes: in the order of DER, each type once, with one value each.
read_attributes() {
  at=$attributes_start end=$attributes_end types=' ' typed= digest= signed_at=
  : > "$work/attributes"
  while [ "$at" -lt "$end" ]; do
    take 30 || return 1
    after=$at all=$end
    { part "$file" "$from" $((at - from)) | hex; echo; } >> "$work/attributes"
    at=$start end=$after
    take 06 && type=$(contents) || return 1
    case $types in *" $type "*) why="a signed attribute is there twice"; return 1 ;; esac
    types="$types$type "
    take_last 31 && at=$start && element && [ "$next" -eq "$end" ] || return 1
    case $type in
      2a864886f70d010903) take 06 && typed=$(contents) || return 1 ;;
      2a864886f70d010904) take 04 && [ "$size" -eq 32 ] && digest=$(contents) || return 1 ;;
      2a864886f70d010905)
        take_time && signed_at=$moment || { why="no signing time"; return 1; }
        [ "$tag" = 17 ] || [ "$moment" -ge 20500101000000 ] || { why="no signing time"; return 1; }
        ;;
    esac
    at=$after end=$all
  done
  sort -c "$work/attributes" 2> /dev/null || { why="the signed attributes are not in order"; return 1; }
  [ -n "$signed_at" ] || { why="no signing time"; return 1; }
  [ -n "$digest" ] || { why="no digest"; return 1; }
  [ "$typed" = "$content_type" ] || { why="another type of content than is signed"; return 1; }
}

# Lengths that are not definite are BER: openssl writes the message anew. What it takes over as
# it was, and some of that still indefinite, is refused.
message_of() { # name
  indefinite=no why=
  read_message "$1.der" && return 0
  [ "$indefinite" = yes ] || fail "$1: ${why:-it is not DER of a signed message}"
  openssl cms -cmsout -inform DER -outform DER -in "$1.der" -out "$work/message" 2> /dev/null ||
    fail "$1: it is not a signed message"
  # With its last octet gone nothing is read, unless there was more than the message.
  part "$1.der" 0 $(($(wc -c < "$1.der") - 1)) |
    openssl cms -cmsout -inform DER -outform DER > /dev/null 2>&1 && fail "$1: there is more than the message"
  why=
  read_message "$work/message" || fail "$1: ${why:-it is BER; convert it to DER first}"
}

# The signature is over the signed attributes under the tag of a SET (RFC 5652 section 5.4).
check_signature() { # name, after message_of and read_certificate
  { printf '\061'; part "$file" $((attributes + 1)) $((attributes_end - attributes - 1)); } > "$work/attributes"
  part "$file" "$signature" "$signature_size" > "$work/signature"
  openssl x509 -in "$1.certificate.pem" -noout -pubkey > "$work/signer.key" || fail "$1: no certificate"
  openssl dgst -sha256 -verify "$work/signer.key" -signature "$work/signature" "$work/attributes" > /dev/null 2>&1 ||
    fail "$1: the signature does not verify"
}

# A message that holds its content: openssl is asked as well.
check_whole() { # name expected
  openssl cms -verify -noverify -binary -inform DER -in "$1.der" -out "$work/content" \
    -signer "$work/signer.pem" 2> "$work/error" || fail "$1: $(cat "$work/error")"
  [ "$digest" = "$(digest_of "$work/content")" ] || fail "$1: another content than was signed"
  [ "$2" = unknown ] || [ "$2" = "$digest" ] || fail "$1: another content than was requested"
  # The certificate that openssl takes for the signer's is the one in the bundle.
  openssl x509 -in "$work/signer.pem" -outform DER -out "$work/one" &&
    cmp -s "$work/one" "$work/certificate.der" || fail "$1: another certificate"
}

check_detached() { # name expected
  [ "$2" != unknown ] || fail "$1: it does not hold what was signed, whose digest is not known: see README.txt"
  [ "$digest" != "$2" ] || return 0
  # The requested text is the base64 of a hash: the signature may be over the hash, or have it
  # as its digest. openssl decodes what is no base64 to nothing, without a word.
  [ -e "$1.text" ] && [ "$(digest_of "$1.text")" = "$2" ] || fail "$1: another content than was requested"
  openssl base64 -d -A -in "$1.text" > "$work/hash" && [ $(($(wc -c < "$work/hash"))) -eq 32 ] &&
    openssl base64 -A -in "$work/hash" | cmp -s - "$1.text" ||
    fail "$1: another content than was requested"
  [ "$digest" = "$(digest_of "$work/hash")" ] || [ "$digest" = "$(hex < "$work/hash")" ] ||
    fail "$1: another content than was requested"
}

first=
for message in *.der; do
  [ -e "$message" ] || continue
  name=${message%.der}
  order=${name#document-}
  case $name/$order in "$order"/* | */ | */*[!0-9]*) fail "$name: it has no order of its own" ;; esac
  [ -e "$name.certificate.pem" ] || fail "$name: it holds no signer's certificate"
  expected=$(awk -v order="$order" '$1 == order { print $2 }' "$work/requested")
  [ -n "$expected" ] || [ ! -s "$work/requested" ] || fail "$name: it was not requested"
  case $expected in '' | null) expected=unknown ;; esac

  openssl x509 -in "$name.certificate.pem" -outform DER -out "$work/certificate.der" 2> /dev/null ||
    fail "$name: no certificate"
  why=
  read_certificate "$work/certificate.der" || fail "$name: ${why:-the certificate is not DER}"
  { part "$file" "$issuer" "$issuer_size"; part "$file" "$serial" "$serial_size"; } > "$work/names_signer"
  part "$file" "$signed" "$signed_size" > "$work/issued"
  part "$file" "$issued" "$issued_size" > "$work/issuer"
  message_of "$name"
  part "$file" "$sid" "$sid_size" | cmp -s - "$work/names_signer" || fail "$name: another certificate"
  check_signature "$name"
  if [ "$embedded" = yes ]; then
    check_whole "$name" "$expected"
  else
    check_detached "$name" "$expected"
  fi

  by_anchor=no
  for key in anchor-*.key.pem; do
    [ -e "$key" ] &&
      openssl dgst -sha256 -verify "$key" -signature "$work/issuer" "$work/issued" > /dev/null 2>&1 && by_anchor=yes
  done
  [ "$by_anchor" = yes ] || fail "$name: no anchor issued the certificate"
  first=${first:-$name}
  cmp -s "$first.certificate.pem" "$name.certificate.pem" || fail "$name: another signer than that of $first"

  [ "$valid_from" -le "$signed_at" ] && [ "$signed_at" -le "$valid_to" ] ||
    fail "$name: the certificate was not valid at the signing time"
  time=$(printf '%s\n' "$signed_at" | sed 's/^\(....\)\(..\)\(..\)\(..\)\(..\)\(..\)$/\1-\2-\3T\4:\5:\6Z/')
  echo "$name: signed $time, sha256 $digest"
  [ "$expected" != unknown ] || echo "$name: not compared, the digest of what was requested is not known"
done
[ -n "$first" ] || fail "there is no document"
while read -r order _; do
  [ -e "document-$order.der" ] || fail "document-$order was requested and is not there"
done < "$work/requested"
echo OK
