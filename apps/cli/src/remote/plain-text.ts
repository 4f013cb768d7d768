export { plainLine, plainText } from '@nora/contracts';
