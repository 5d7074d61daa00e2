import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A file that takes minutes and begins last keeps one core waiting for it: these begin first, the longest at the front. */
const LONGEST = [
  'e2e/page-crash',
  'e2e/random-kills',
  'simulation/simulation',
  'e2e/crash',
  'cli/command-line',
  'e2e/package',
  'sandbox-web/page',
  'e2e/faults',
  'sandbox-web/drill',
  'sandbox-web/reach',
  'diagnostics/runner',
  'e2e/full-disk',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}
