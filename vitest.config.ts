import { availableParallelism } from 'node:os'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { COMPILED } from './test/support/compile-containers.ts'
import { LongestFirst } from './test/support/longest-first.ts'

/** Files that set the environment which shared/ reads when it is loaded, or that the whole service is started in. */
const APART = ['test/local/admission/**', 'test/local/service/**', 'test/e2e/**', 'test/interop/**']

// Node runs the sources as they are, here as well: vite would translate each of them anew for each file of tests.
const native: TestProjectInlineConfiguration['test'] = {
  experimental: { viteModuleRunner: false, nodeLoader: false },
  pool: 'forks',
  // What hangs is found out all the same; what is slow since the machine is need not fail.
  testTimeout: 120_000,
  hookTimeout: 180_000,
  execArgv: ['--disable-warning=ExperimentalWarning'],
  // A second of real time is nothing on a machine that has other work.
  expect: { poll: { timeout: 30_000 } },
  // What was stripped of types and compiled once need not be again in the next process.
  env: { NODE_COMPILE_CACHE: COMPILED },
}

export default defineConfig({
  test: {
    // On two cores vitest would run one file at a time; much of what a file does is wait.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    globalSetup: 'test/support/compile-containers.ts',
    projects: [
      {
        test: {
          ...native,
          name: 'apart',
          include: APART.map((folder) => `${folder}/*.test.ts`),
        },
      },
      {
        test: {
          ...native,
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: APART,
          isolate: false,
          // The loggers of shared/ read it when they are loaded, which here is once.
          env: { ...native?.env, POWERTOOLS_LOG_LEVEL: 'SILENT' },
        },
      },
    ],
  },
})
