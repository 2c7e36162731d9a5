import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

/** Files that set the environment which shared/ reads when it is loaded, or that the whole service is started in. */
const APART = ['test/local/admission/**', 'test/local/service/**', 'test/e2e/**', 'test/interop/**']

// Node runs the sources as they are, here as well: vite would translate each of them anew for each file of tests.
const native: TestProjectInlineConfiguration['test'] = {
  experimental: { viteModuleRunner: false, nodeLoader: false },
  pool: 'forks',
  testTimeout: 30_000,
  hookTimeout: 60_000,
  execArgv: ['--disable-warning=ExperimentalWarning'],
}

export default defineConfig({
  test: {
    // On two cores vitest would run one file at a time; much of what a file does is wait.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    // A second of real time is nothing on a machine that has other work.
    expect: { poll: { timeout: 10_000 } },
    // Node's own cache: what was stripped of types or compiled once need not be again in the next process.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/tests-compiled') },
    projects: [
      {
        extends: true,
        test: {
          ...native,
          name: 'apart',
          include: APART.map((folder) => `${folder}/*.test.ts`),
        },
      },
      {
        extends: true,
        test: {
          ...native,
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: APART,
          isolate: false,
          // The loggers of shared/ read it when they are loaded, which here is once.
          env: { POWERTOOLS_LOG_LEVEL: 'SILENT' },
        },
      },
    ],
  },
})
