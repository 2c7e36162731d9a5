import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest, by their measured time: begun last, one of them would leave the other core idle at the end. */
const LONGEST = ['permissions', 'switching', 'aws-cli', 'many-files', 'triggers', 'restart', 'killed', 'simulation']

/** Begins with the longest, and ends with the many short files that share a process. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification) => {
      const index = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`))
      if (index >= 0 && project.name === 'apart') return index
      return project.name === 'apart' ? LONGEST.length : LONGEST.length + 1
    }
    return (await super.sort(files)).toSorted((left, right) => place(left) - place(right))
  }
}
