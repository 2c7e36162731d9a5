import { mkdirSync, writeFileSync } from 'node:fs'
import { inBaseDir } from './base-dir.ts'
import { failureText } from './errors.ts'
import { startServer } from './serve/start-server.ts'
import { train } from './train.ts'

const FAILURE_CHARACTERS = 1024

async function runTraining(): Promise<void> {
  try {
    await train()
  } catch (error) {
    const text = failureText(error)
    console.error(`ERROR: ${text}`)
    mkdirSync(inBaseDir('output'), { recursive: true })
    writeFileSync(inBaseDir('output', 'failure'), text.slice(0, FAILURE_CHARACTERS))
    process.exitCode = 1
  }
}

const command = process.argv[2]
if (command === 'train') await runTraining()
else if (command === 'serve') startServer()
else {
  console.error(`Run this container with 'train' or 'serve'; found '${command ?? ''}'.`)
  process.exitCode = 2
}
