// A container for tests: trains, processes and serves as it is told, under SageMaker's container contract.
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createConnection } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'

const base = process.env.SAGEMAKER_BASE_DIR ?? '/opt/ml'
const path = (...parts) => join(base, ...parts)
// Each container numbers its own processes from 1.
const self = randomUUID()
const [mode, ...rest] = process.argv.slice(2)
const write = (file, text) => {
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
}
const untilTold = (then) => {
  setInterval(() => {}, 1000)
  process.on('SIGTERM', then)
  console.log('waiting')
}

const train = () => {
  const parameters = JSON.parse(readFileSync(path('input/config/hyperparameters.json')))
  const data = path('input/data/train')
  console.log('[0] train-auc:0.50 validation-auc:0.61')
  console.log('[1] train-auc:0.90 validation-auc:0.72')
  if (parameters.do === 'fail') {
    write(path('output/failure'), 'the label column is empty')
    process.exit(3)
  }
  if (parameters.do === 'wait')
    return untilTold(() => {
      write(path('model/model.json'), '"unfinished"')
      process.exit(0)
    })
  write(
    path('model/model.json'),
    JSON.stringify(readdirSync(data).map((name) => readFileSync(join(data, name), 'utf8'))),
  )
  if (parameters.note) write(path('output/data/note.txt'), parameters.note)
  if (parameters.checkpoint) {
    const before = existsSync(path('checkpoints/step')) ? Number(readFileSync(path('checkpoints/step'))) : 0
    write(path('checkpoints/step'), String(before + 1))
  }
  const network = Object.values(networkInterfaces())
    .flat()
    .map(({ address }) => address)
  write(path('output/data/seen.json'), JSON.stringify({ parameters, environment: process.env, network }))
}

const process_ = ([what]) => {
  const config = JSON.parse(readFileSync(path('config/processingjobconfig.json')))
  if (what === 'fail') {
    write(path('output/message'), 'flights.csv has no rows')
    process.exit(1)
  }
  if (what === 'wait') return untilTold(() => process.exit(0))
  if (what === 'greedy') return Buffer.alloc(16 * 1024 ** 3, 1)
  const input = path('processing/input/data')
  for (const name of readdirSync(input, { recursive: true }))
    if (name.endsWith('.csv'))
      write(path('processing/output/all', name), readFileSync(join(input, name), 'utf8').toUpperCase())
  write(path('output/message'), `read for ${config.ProcessingJobName}`)
}

const serve = () => {
  if (process.env.CRASH) process.exit(4)
  if (process.env.NEVER) return setInterval(() => {}, 1000)
  const model = existsSync(path('model/model.json')) ? JSON.parse(readFileSync(path('model/model.json'))) : 'no model'
  let deaf = false
  const answer = async (req, res) => {
    if (req.url === '/ping') return res.writeHead(deaf ? 503 : 200).end()
    if (req.url !== '/invocations') return res.writeHead(404).end()
    const chunks = []
    for await (const chunk of req) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    if (body.startsWith('die')) process.exit(9)
    if (body === 'be deaf') deaf = true
    if (body.startsWith('bad')) return res.writeHead(400).end('cannot read that')
    if (body.startsWith('boom')) return res.writeHead(500).end('something broke')
    if (body.startsWith('hang')) return
    if (body.startsWith('slow')) await new Promise((resolve) => setTimeout(resolve, 300))
    res.setHeader('content-type', req.headers.accept ?? 'text/plain')
    const attributes = req.headers['x-amzn-sagemaker-custom-attributes']
    if (attributes) res.setHeader('x-amzn-sagemaker-custom-attributes', `seen ${attributes}`)
    if (body.startsWith('reach ')) return res.end(await reached(Number(body.slice('reach '.length))))
    if (body === 'keys') return res.end(String(process.env.AWS_ACCESS_KEY_ID))
    if (body === 'who') return res.end(`${model} ${self}`)
    // One answer per record, later ones sooner, so that order has to be kept by the caller.
    const records = body.split('\n').filter((line) => line !== '')
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 30 - Number(records[0]) * 5) || 0))
    if (req.headers.accept?.startsWith('application/json')) {
      if (body.startsWith('[[')) return res.end(JSON.stringify({ rows: JSON.parse(body).length }, null, 2))
      return res.end(records.map((line) => `{"got":${line}}`).join('\n'))
    }
    res.end(records.map((line) => `<${line}>`).join('\n'))
  }
  createServer(answer).listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), '127.0.0.1', () => console.log('serving'))
}

const reached = (port) =>
  new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => resolve('reached'))
    socket.on('error', ({ code }) => resolve(code))
  })

if (mode === 'train') train()
else if (mode === 'serve') serve()
else process_([mode, ...rest])
