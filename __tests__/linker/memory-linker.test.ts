import { MemoryLinker } from 'annotable';
import { declareContract } from './contract.ts';

describe('MemoryLinker', () => {
  declareContract({ test, make: (options) => new MemoryLinker(options) });
});
