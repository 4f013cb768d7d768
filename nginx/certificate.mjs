// The certificate of the edge and its key, read as nginx will read them.
import { X509Certificate, createHash, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * What is in the two files.
 * @returns `digest` of both, `names` and `validTo` of the certificate
 * @throws Error with `setting`, whose message follows the name of that setting
 */
export function readCertificate({ certificate, key }) {
  const pem = contentOf('TLS_CERTIFICATE', certificate);
  const keyPem = contentOf('TLS_KEY', key);
  const parsed = parse('TLS_CERTIFICATE', certificate, () => new X509Certificate(pem));
  const privateKey = parse('TLS_KEY', key, () => createPrivateKey(keyPem));
  if (!parsed.checkPrivateKey(privateKey)) {
    throw faultOf('TLS_KEY', `names ${key}, which is not the key of the certificate in ${certificate}`);
  }
  return {
    digest: createHash('sha256').update(pem).update(keyPem).digest('hex'),
    validTo: parsed.validToDate,
    isFor: (host) => parsed.checkHost(host) !== undefined,
  };
}

function contentOf(setting, file) {
  try {
    return readFileSync(file);
  } catch (error) {
    const why = error.code === 'ENOENT' ? 'is not there' : `this user cannot read (${error.code})`;
    throw faultOf(setting, `names ${file}, which ${why}`);
  }
}

function parse(setting, file, act) {
  try {
    return act();
  } catch {
    const what = setting === 'TLS_KEY' ? 'private key without a passphrase' : 'certificate';
    throw faultOf(setting, `names ${file}, which holds no ${what} in PEM form`);
  }
}

function faultOf(setting, message) {
  return Object.assign(new Error(message), { setting });
}
