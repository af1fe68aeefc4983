/**
 * The two documents of Toss's guide to the multi-document signature (복수 전자서명). The guide also
 * shows what a signer made of them, so their digests are known from two sides.
 */
export const DOCUMENTS = [
  {
    docTitle: '통합 금융정보 서비스 약관',
    doc: '본 약관은 주식회사 비바리퍼블리카(이하 회사)가 제공하는 통합 금융정보 서비스 또는 전자문서 서비스(이하 서비스)의 이용과 관련하여, 회사와 회원 간의 권리와 의무 및 책임사항과 서비스 이용조건 및 절차 등 기본적 사항을 규정함을 목적으로 합니다.(이하생략)',
    docType: 'TEXT',
    docEncrypted: false,
    signatureType: 'PKCS7',
    order: 1,
  },
  {
    docTitle: '이용자의 권리 및 유의사항',
    doc: '회원은 개인신용정보의 주체이며, 당사에서는 정보주체인 회원의 권리를 보호하기 위해 아래와 같은 이용자 보호 제도를 시행하고 있습니다.(이하생략)',
    docType: 'TEXT',
    docEncrypted: false,
    signatureType: 'PKCS7',
    order: 2,
  },
];
