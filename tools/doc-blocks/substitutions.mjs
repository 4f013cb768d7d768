// The whole list of what is run otherwise than it is written. Keep it short: each line is something not proved.

const ATTACHED = /\.\/nora up$/gm;
const STARTED = /\.\/nora up\b/g;

/**
 * @param {object} options
 * @param {string} options.repository address of the repository to clone
 * @param {{ web: number, http: number, https: number }} options.ports
 * @param {Record<string, string>} options.settings of the stack
 * @returns {import('./substitute.mjs').Substitution[]}
 */
export function substitutionsFor({ repository, ports, settings }) {
  const rows = [
    { written: '<this repository>', run: repository, why: 'the commit that is checked out' },
    { written: '<tag of the release>', run: 'main', why: 'there is no later release yet' },
    {
      written: './nora up',
      pattern: ATTACHED,
      run: './nora up --detach',
      why: 'where it would hold the terminal',
    },
  ];
  if (settings.NORA_EDGE_SUBNET !== undefined) {
    const host = settings.NORA_EDGE_NGINX.replace(/\.2$/, '.1');
    rows.push({ written: '172.30.80.1', run: host, why: 'another stack may have that network' });
  }
  if (ports.web !== 8080) {
    const why = 'port 8080 is taken';
    rows.push({ written: 'localhost:8080', run: `localhost:${ports.web}`, why });
    rows.push({ written: './nora up …', pattern: STARTED, run: `./nora up --port ${ports.web}`, why });
  }
  if (ports.https !== 443) {
    const why = 'port 443 is taken';
    const name = 'nora.example.com';
    rows.push({ written: `NORA_DOMAIN=${name}`, run: `NORA_DOMAIN=${name}:${ports.https}`, why });
    rows.push({ written: `${name}:443:`, run: `${name}:${ports.https}:`, why });
    rows.push({ written: `https://${name}/`, run: `https://${name}:${ports.https}/`, why });
  }
  return rows;
}
