import type { AslEngine } from './asl-engine.ts'
import type { BundleFigures } from './bundles.ts'
import { type Matching, WIRE_COUNTS } from './matching.ts'
import type { PutToRequest } from './put-to-request.ts'
import { type Compared, ratioOf } from './rounds.ts'
import type { RuntimeStart } from './runtime-start.ts'
import { figuresOf, type Serving } from './serving.ts'
import { median } from './statistics.ts'
import { type Trainer, timesSlower } from './trainer.ts'
import { CLIENTS } from './wire-executions.ts'

export interface Compare {
  engine: AslEngine
  wire: Compared
  matched: Matching
  trained: Trainer
  starts: RuntimeStart
  reaction: PutToRequest
  reactionOnPeer: number[]
  served: Serving[]
  functions: BundleFigures[]
}

type Row = [what: string, ours: string, peer: string, ratio: string, aim: string]

/** One row of every comparison. */
export function comparisons(all: Compare): Row[] {
  return [
    ...engineRows(all),
    ...wireRows(all),
    ...matchingRows(all),
    ...runtimeRows(all),
    ...servingRows(all),
    ...otherRows(all),
  ]
}

function engineRows({ engine }: Compare): Row[] {
  const payload = `${Math.round(engine.payloadBytes / 1000)} KB`
  return [
    faster('ten states (Pass, Task, Choice), executions/s in process', engine.small, '10 ×'),
    faster('the same, every step kept on disk', engine.smallKept, ''),
    faster(`ten states with ${payload} of input, executions/s`, engine.large, '200 ×'),
    faster('the same, every step kept on disk', engine.largeKept, ''),
    faster('Map of 1,000 items, executions/s', engine.map, '5 ×'),
    faster('machines validated and compiled/s', engine.construct, '50 ×'),
  ]
}

const wireRows = ({ wire }: Compare): Row[] => [
  faster(`six states through the wire, ${CLIENTS} clients, executions/s (ministack)`, wire, '10 ×'),
]

function matchingRows({ matched }: Compare): Row[] {
  return [
    ...matched.inProcess.map(({ rules, compared }) =>
      faster(`events/s matched against ${count(rules)} rules (one rule after another)`, compared, ''),
    ),
    ['of the rate at 10 rules kept at 10,000', percent(matched.kept), '', '', '60 %'],
    ...matched.throughWire.map(({ rules, compared }) =>
      faster(`PutEvents/s with ${count(rules)} rules (ministack)`, compared, ''),
    ),
    ['of that rate kept', ...keptThroughWire(matched), '', ''],
  ]
}

function keptThroughWire({ throughWire }: Matching): [string, string] {
  const [few, many] = [throughWire[0]!.compared, throughWire[WIRE_COUNTS.length - 1]!.compared]
  return [percent(median(many.ours) / median(few.ours)), percent(median(many.peer) / median(few.peer))]
}

function runtimeRows({ starts, reaction, reactionOnPeer }: Compare): Row[] {
  const warm = { ours: reaction.warm, peer: reactionOnPeer }
  const [ours, peer] = [median(warm.ours), median(warm.peer)]
  return [
    [
      'PUT to the first request to SageMaker (the same package on ministack)',
      ms(ours),
      ms(peer),
      times(peer / ours),
      '20 ×',
    ],
    [
      'process to first answer; ours with the template provisioned (ministack empty)',
      ms(median(starts.empty.ours)),
      ms(median(starts.empty.peer)),
      '',
      '< 1 s',
    ],
    ...(starts.atRest
      ? [
          [
            'memory at rest (ministack empty)',
            mib(starts.atRest.ours),
            mib(starts.atRest.peer),
            '',
            '< 150 MiB',
          ] satisfies Row,
        ]
      : []),
  ]
}

const servingRows = ({ served }: Compare): Row[] =>
  served.flatMap(({ connections, ours, noOp, peer }): Row[] => {
    const [asked, of] =
      connections === 1 ? ['a real-time endpoint, 1 connection', ''] : [`the same, ${connections}`, '8 ×']
    const latency = figuresOf(ours, peer, 'p99')
    return [
      faster(`${asked}, requests/s (FastAPI with XGBoost)`, figuresOf(ours, peer, 'perSecond'), of),
      ['p99 of that', fine(latency.ours), fine(latency.peer), percent(ratioOf(latency)), of && '25 % at most'],
      [
        'of the rate of a server on node:http that does nothing',
        percent(ratioOf(figuresOf(ours, noOp, 'perSecond'))),
        '',
        '',
        of && '50 %',
      ],
    ]
  })

function otherRows({ trained, functions }: Compare): Row[] {
  const { seconds, auc } = trained
  const sum = (of: (figures: BundleFigures) => number) => functions.reduce((total, figures) => total + of(figures), 0)
  const share = (of: (figures: { size: number; init: number }) => number) =>
    percent(sum(of) / sum(({ plain }) => of(plain)))
  return [
    ['bytes of all functions, of those by esbuild’s defaults', '', '', share(({ size }) => size), '33 %'],
    ['loading all functions, of the time by esbuild’s defaults', '', '', share(({ init }) => init), '50 %'],
    [
      `training on ${count(trained.rows)} rows, ${trained.trees} trees, one thread (XGBoost, hist)`,
      `${median(seconds.ours).toFixed(1)} s`,
      `${median(seconds.peer).toFixed(1)} s`,
      `${timesSlower(trained).toFixed(1)} × the time`,
      '3 × at most',
    ],
    ['AUC on rows held back', auc.ours.toFixed(4), auc.peer.toFixed(4), (auc.ours - auc.peer).toFixed(4), '± 0.002'],
  ]
}

const faster = (what: string, compared: Compared, aim: string): Row => [
  what,
  perSecond(compared.ours),
  perSecond(compared.peer),
  times(ratioOf(compared)),
  aim,
]

const count = (value: number) => value.toLocaleString('en')
const perSecond = (values: number[]) => {
  const value = median(values)
  return value < 10 ? value.toFixed(1) : count(Math.round(value))
}
const times = (ratio: number) => `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)} ×`
const percent = (share: number) => `${Math.round(share * 100)} %`
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
const fine = (values: number[]) => `${median(values).toFixed(2)} ms`
const mib = (values: number[]) => `${Math.round(median(values))} MiB`
