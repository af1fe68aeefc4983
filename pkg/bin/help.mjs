// What the commands say of themselves.

const STATUS = {
  ko: `종료 상태:
  0  TOTAL_PASSED       64  명령줄 오류
  1  TOTAL_FAILED       66  읽을 수 없는 파일
  2  INDETERMINATE      70  내부 오류
`,
  en: `Exit status:
  0  TOTAL_PASSED       64  wrong command line
  1  TOTAL_FAILED       66  a file that cannot be read
  2  INDETERMINATE      70  internal error
`,
};

const STATUS_EI13 = {
  ko: `종료 상태:
   0  완료               66  읽을 수 없는 파일
  64  명령줄 오류        70  내부 오류
  65  형식에 맞지 않음   73  만들 수 없는 파일
`,
  en: `Exit status:
   0  done               66  a file that cannot be read
  64  wrong command line 70  internal error
  65  wrong data         73  a file that cannot be created
`,
};

/** @type {Record<'ko' | 'en', Record<string, string>>} */
export const HELP = {
  ko: {
    ingam: `사용법: ingam <명령> [옵션]

  verify FILE        전자서명(PKCS#7 SignedData) 또는 토스·카카오의 응답 전체를 검증합니다
  ei13 pack          출금동의증빙자료 파일(EI13MMDD)을 만듭니다
  ei13 explain FILE  EI13 파일의 모든 항목을 풀어서 보여 줍니다

  --lang ko|en       표시 언어(기본: 로캘이 한국어면 ko, 아니면 en)
  --version          버전
  --help             도움말. 명령 뒤에 쓰면 그 명령의 도움말
`,
    verify: `사용법: ingam verify FILE [옵션]

FILE은 DER·BER·PEM·base64·base64url 형식의 SignedData이거나, 토스 결과 조회 응답
JSON(응답 전체 또는 success), 또는 카카오 검증 응답 JSON({receiptId, signedData})입니다.
-는 표준 입력입니다. 응답 전체를 주면 모든 signedDoc을 docList의 문서와 대조하고,
빠진 문서가 없는지, 서명자가 한 사람인지도 확인합니다.

  --content FILE       서명했어야 할 문서. 문서가 여럿이면 --content 순번=FILE을 여러 번
  --original FILE      해시에 서명한 경우 원본 파일. --content는 그 해시의 base64
  --anchor FILE        신뢰할 인증기관(CA) 인증서(PEM·DER), 여러 번 가능.
                       기본: 내장된 Toss CA1과 토스 프로파일. 지정하면 프로파일은 없음
  --profile toss|none  토스 고유의 형식까지 검증할지
  --intermediate FILE  중간 인증기관(CA) 인증서, 여러 번 가능
  --crl FILE           인증서 폐지 목록(DER·PEM), 여러 번 가능
  --at TIME            인증 경로의 기준 시각, 2022-04-26T01:16:13+09:00 형식.
                       기본: 서명에 적힌 시각
  --now TIME           서명이 있었다고 증명되는 시각(결과를 받은 시각 등).
                       폐지 목록은 이때 유효해야 합니다. 기본: 현재 시각
  --no-revocation      폐지 여부를 확인하지 않음. 이 옵션이 없으면 --crl을
                       주어야 TOTAL_PASSED가 됩니다
  --json               JSON으로 출력(content는 base64)
  --lang ko|en         표시 언어

${STATUS.ko}`,
    'ei13 pack': `사용법: ingam ei13 pack --institution 기관코드 --date YYYYMMDD
         --payer 납부자번호 --bank 은행코드 --account 계좌번호
         --kind 1~6 --extension 확장자 --evidence FILE [옵션]
       ingam ei13 pack --institution 기관코드 --date YYYYMMDD --list FILE [옵션]

금융결제원 CMS의 출금동의증빙자료 파일을 만듭니다. 파일 이름은 EI13MMDD입니다.

  --institution CODE   기관코드, 20자까지
  --date YYYYMMDD      신청일. 파일 이름이 됩니다
  --payer NUMBER       납부자번호, 30자까지
  --bank CODE          은행코드, 숫자 3자리
  --account NUMBER     계좌번호, 하이픈 없이 20자리까지
  --applied YYYYMMDD   이 동의의 신청일(기본: --date)
  --kind DIGIT         동의자료구분: 1 서면, 2 공인인증, 3 일반인증, 4 녹취, 5 ARS, 6 기타.
                       기본값은 없습니다. 금융결제원에 확인하세요
  --extension TEXT     동의자료 확장자, 5자까지(예: der)
  --evidence FILE      동의자료 파일
  --list FILE          여러 건: CSV(머리글 필수) 또는 JSON 배열. 항목:
                       payerNumber(납부자번호) bankCode(은행코드)
                       accountNumber(계좌번호) appliedOn(신청일, 생략 가능)
                       kind(동의자료구분) extension(확장자)
                       file(파일, 목록 파일이 있는 폴더 기준)
  --out DIR            파일을 만들 폴더(기본: 현재 폴더)
  --force              이미 있는 파일을 덮어씀
  --lang ko|en         표시 언어

${STATUS_EI13.ko}`,
    'ei13 explain': `사용법: ingam ei13 explain FILE [--json] [--lang ko|en]

EI13 파일을 처음부터 끝까지 읽어 위치, 길이, 항목, 값을 보여 줍니다. 형식에 맞지 않으면
몇 바이트째가(오프셋) 왜 틀렸는지 알립니다. -는 표준 입력입니다.

${STATUS_EI13.ko}`,
  },
  en: {
    ingam: `usage: ingam <command> [options]

  verify FILE        verifies a signature (PKCS#7 SignedData), or a provider's whole answer
  ei13 pack          writes a file of consents to direct debit (EI13MMDD)
  ei13 explain FILE  shows every field of an EI13 file

  --lang ko|en       language (default: ko in a Korean locale, otherwise en)
  --version          the version
  --help             this text; after a command, the text of that command
`,
    verify: `usage: ingam verify FILE [options]

FILE is a SignedData in DER, BER, PEM, base64 or base64url; or the JSON of Toss's result,
the whole answer or its success; or KakaoCert's answer to a verification ({receiptId,
signedData}). - is standard input. Of a whole answer every signedDoc is compared with the
document in docList, and it is checked that none is missing and that one person signed.

  --content FILE       the document that was to be signed; with several documents
                       --content ORDER=FILE, repeated
  --original FILE      of a signed hash, the file; --content is then the base64 of its hash
  --anchor FILE        certificate of an authority to trust (PEM, DER), may be repeated.
                       Default: the built-in Toss CA1, and Toss's profile; with --anchor
                       no profile
  --profile toss|none  the provider's profile
  --intermediate FILE  certificate of an authority in between, may be repeated
  --crl FILE           revocation list (DER, PEM), may be repeated
  --at TIME            when the path has to be valid, such as 2022-04-26T01:16:13+09:00.
                       Default: the time that the signature claims
  --now TIME           when the signature is known to have existed, such as when
                       the result was received; lists have to be current then.
                       Default: now
  --no-revocation      ignore revocation; otherwise TOTAL_PASSED needs a --crl
  --json               print JSON (content in base64)
  --lang ko|en         language

${STATUS.en}`,
    'ei13 pack': `usage: ingam ei13 pack --institution CODE --date YYYYMMDD
         --payer NUMBER --bank CODE --account NUMBER
         --kind 1-6 --extension TEXT --evidence FILE [options]
       ingam ei13 pack --institution CODE --date YYYYMMDD --list FILE [options]

Writes the file in which consents to direct debit go to the Korean clearing institute
(금융결제원 CMS 출금동의증빙자료). Its name is EI13MMDD.

  --institution CODE   institution code (기관코드), up to 20 characters
  --date YYYYMMDD      date of application (신청일), which names the file
  --payer NUMBER       payer number (납부자번호), up to 30 characters
  --bank CODE          bank code (은행코드), 3 digits
  --account NUMBER     account number (계좌번호), up to 20 digits, no hyphens
  --applied YYYYMMDD   date of this consent (default: --date)
  --kind DIGIT         동의자료구분: 1 paper, 2 accredited certificate, 3 general
                       certificate, 4 recording, 5 ARS, 6 other. No default: ask the
                       institute
  --extension TEXT     extension of the proof, up to 5 characters, such as der
  --evidence FILE      the proof
  --list FILE          many consents: CSV with a header, or a JSON array, of
                       payerNumber bankCode accountNumber appliedOn (may be left out)
                       kind extension file (from the folder of the list)
  --out DIR            folder to write to (default: this one)
  --force              overwrite a file that exists
  --lang ko|en         language

${STATUS_EI13.en}`,
    'ei13 explain': `usage: ingam ei13 explain FILE [--json] [--lang ko|en]

Reads an EI13 file from end to end and shows place, length, name and value of every field.
Where it is not of the form, says which octet is wrong and why. - is standard input.

${STATUS_EI13.en}`,
  },
};
