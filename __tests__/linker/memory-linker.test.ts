import { MemoryLinker } from 'annotable';
import { declareContract } from './contract.ts';

describe('MemoryLinker', () => {
  declareContract({ make: (options) => new MemoryLinker(options) });
});
