import { availableParallelism, totalmem } from 'node:os'
import type { DemoResult } from '#cli/demo/run-demo.ts'
import { type Compare, comparisons } from './comparisons.ts'
import type { Restored } from './restoring.ts'
import { ratioOf } from './rounds.ts'
import { type Scaled, scalingSection } from './scaling.ts'
import { figuresOf, type Load, type Serving, TREES } from './serving.ts'
import { median, quantile } from './statistics.ts'
import type { Transitions } from './transitions.ts'

export interface Figures extends Compare {
  rounds: number
  loads: number
  billed: Transitions[]
  demo: DemoResult
  scaled: Scaled[]
  restored: Restored[]
}

/** docs/performance.md. */
export function page(figures: Figures): string {
  const { functions, rounds, loads, starts, reaction, billed, demo, served, scaled, restored } = figures
  const [first, ...later] = billed
  const last = later.at(-1)!
  return `# Performance

Written by \`npm run bench\`, which measures all of it anew; here on ${machine()}.
Times depend on the machine and on what else it does. Sizes and transitions do not; \`test/unit/bundling\` holds the sizes.

## At a glance

${table(
  ['what', 'measured', 'aim'],
  [
    ['S3 PUT to the first SageMaker request, median', ms(median(reaction.warm)), '< 50 ms'],
    ['the runtime up, packaging cached', ms(median(starts.empty.ours)), '< 2 s'],
    ['billed transitions of a run', String(Math.max(...billed.map(sum))), '< 40'],
    ['the demo', `${demo.seconds} s`, '< 60 s'],
  ],
)}

## Beside others

Medians of ${rounds} rounds, the two sides measured in turn, so that whatever else the machine does meets both; the ratio is
the median of the rounds' ratios. Before anything is timed, both must have given the same output.

${table(['', 'ours', 'peer', 'ratio', 'aim'], comparisons(figures))}

The peers, as they come from their registries: aws-local-stepfunctions 3.0.0 (npm) for state machines in process, the same
machine in JSONPath, its tasks and ours plain functions; ministack 1.5.33 (PyPI); XGBoost 3.2.0 (PyPI). aws-local-stepfunctions
and ministack keep their executions in memory. Through the wire every request is signed; ministack does not check.

## From data to the first SageMaker request

One CSV file is put into the bucket, of a model line whose quiet period is 0. Measured from sending the PUT until
SageMaker gets CreateProcessingJob. In between: the PUT itself, the event, \`onDataUploaded\` (trigger written, admission,
lease), StartExecution, \`planRun\`, the Task.

${table(
  ['', 'runs', 'median', 'p90', 'fastest'],
  [
    [
      'warm',
      reaction.warm.length,
      ms(median(reaction.warm)),
      ms(quantile(reaction.warm, 0.9)),
      ms(quantile(reaction.warm, 0)),
    ],
    ['the first, every function cold', 1, ms(reaction.cold), '', ''],
  ],
)}

## Billed transitions

Counted from the histories: each state entered, and each retry. A design that polls its jobs would bill about 360.

${table(
  ['run', 'lifecycle', 'nested deploy', 'together'],
  [
    ['the first, which creates the endpoint', first!.lifecycle, first!.deploy, sum(first!)],
    ['a later one, which scores the champion too and updates the endpoint', last.lifecycle, last.deploy, sum(last)],
  ],
)}

## The runtime

From starting the process of \`trimtab up\` until it answers an S3 request; the template is provisioned in between.

${table(
  ['state folder', 'starts', 'median', 'slowest'],
  [
    ['empty', starts.empty.ours.length, ms(median(starts.empty.ours)), ms(Math.max(...starts.empty.ours))],
    ['of the start before', starts.again.length, ms(median(starts.again)), ms(Math.max(...starts.again))],
  ],
)}

The demo took ${demo.seconds} s: ${demo.runsStarted} run deployed, ${demo.runsRefused} refused, ${demo.requests.toLocaleString('en')} requests, AUC ${demo.aucServed} served.

## A real-time endpoint

One row of five numbers each, ${TREES} trees, one instance of the built-in container. Every request is signed, and checked
as any other: signature, model of the input, permission; its metrics are counted. The ceiling is a server on node:http
that answers four bytes; the peer is FastAPI with XGBoost, on uvloop and httptools, which checks nothing. Client, runtime
and container share the cores, and each is a process of its own. Medians of ${rounds} rounds in turns; *best* is the fastest round.

${table(
  ['', 'connections', 'requests/s', 'best', 'of the ceiling', 'p50', 'p99'],
  served.flatMap((one) => [
    loadRow('ours', one, one.ours),
    loadRow('a server that does nothing', one, one.noOp),
    loadRow('FastAPI with XGBoost', one, one.peer),
  ]),
)}

## A bad version taken back

In metric periods of a minute, from the first request that it failed: until the last one, and until the endpoint rests on
the champion. On the virtual clock, so that it depends on no machine: ten instances, 1,200 requests a minute, alarms of one
period, versions that fail at every request; the median of ${restored[0]!.times.length} times, a third of a period apart, and the longest. A fleet
takes no time to start here, and a metric none to arrive; on AWS both add to it.

${table(
  ['', 'of the requests failed', 'until the last failure', 'longest', 'until at rest', 'longest'],
  restored.map(({ way, times }) => [
    way,
    `${Math.round(100 * median(times.map(({ failedShare }) => failedShare)))} %`,
    ...(['untilLastFailure', 'untilAtRest'] as const).flatMap((until) => {
      const periods = times.map((time) => time[until])
      return [median(periods).toFixed(1), Math.max(...periods).toFixed(1)]
    }),
  ]),
)}

${scalingSection(scaled)}
## The functions

*Unzipped* is the bundle, *zip* what is uploaded, with a source map of our own sources. *Init* is the median of ${loads} loads,
each in a process of its own. *Defaults* is the same handler bundled with esbuild's defaults for Node, as minified, loaded
in turns with the other.

${table(
  ['function', 'unzipped', 'zip', 'defaults', 'ratio', 'init', 'defaults', 'ratio'],
  functions.map(({ name, size, zip, init, plain }) => [
    name,
    kb(size),
    kb(zip),
    kb(plain.size),
    ratio(size, plain.size),
    ms(init),
    ms(plain.init),
    ratio(init, plain.init),
  ]),
)}

What makes the difference (\`serverless.yml\`, \`infra/bundling\`):

- \`mainFields: module,main\`: of the SDK's ES modules esbuild takes the commands that are sent; of its CommonJS it takes all.
- The credentials come from the environment, where Lambda puts them. The SDK's other ways to find some (profiles, SSO, web
  identity, instance metadata) are left out: 130 KB of each bundle.
- The constant keys of the S3 client's schemas are written out, so that the schemas of other operations can be left out:
  145 KB of each bundle with S3 in it.
- Event streams, endpoint discovery, configuration files, adaptive retries and zod's JSON Schema, which are imported and
  never called, have stand-ins: 35 to 50 KB of each bundle. Errors that no source names are of the client's base class:
  2 to 30 KB.
- Events are checked by \`zod/mini\`; the manifest's schema and the YAML parser are only where a manifest is read.
- A source map of our own sources takes 1 to 10 KB; one with the packages took more than the code.
`
}

function loadRow(name: string, { connections, noOp }: Serving, loads: Load[]): (string | number)[] {
  const { ours, peer } = figuresOf(loads, noOp, 'perSecond')
  const share = loads === noOp ? '' : ratio(ratioOf({ ours, peer }), 1)
  const of = (figure: 'p50' | 'p99') => `${median(loads.map((load) => load[figure])).toFixed(2)} ms`
  return [name, connections, count(median(ours)), count(Math.max(...ours)), share, of('p50'), of('p99')]
}

const machine = () =>
  `${process.platform} ${process.arch}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`

const sum = ({ lifecycle, deploy }: Transitions) => lifecycle + deploy
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
const count = (value: number) => Math.round(value).toLocaleString('en')
const kb = (bytes: number) => `${Math.round(bytes / 1024)} KB`
const ratio = (part: number, whole: number) => `${Math.round((100 * part) / whole)} %`

function table(head: string[], rows: (string | number)[][]): string {
  const align = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [head, align, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
