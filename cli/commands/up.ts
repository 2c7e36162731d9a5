import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import type { AddCommand } from '../program.ts'
import { inSmallYoungGeneration } from '../runtime/small-young-generation.ts'

interface Options {
  port: number
  state: string
  images?: string
}

export const addUp: AddCommand = (program, contextOf) => {
  program
    .command('up')
    .description('run the whole service on this machine until Ctrl-C')
    .option('--port <number>', 'loopback port of the runtime', portNumber, 4747)
    .option('--state <folder>', 'everything that outlives the runtime', '.trimtab')
    .option('--images <file>', 'YAML file with commands for further image URIs (see local/images.yaml)')
    .addHelpText(
      'after',
      `
Examples:
  trimtab up
  trimtab up --port 5000 --state /var/lib/trimtab
  AWS_ENDPOINT_URL=http://127.0.0.1:4747 aws sagemaker list-endpoints   any AWS client, from another terminal`,
    )
    .action(async (options: Options, command) => {
      const { surroundings, say, answer, colors } = contextOf(command)
      const service = await inSmallYoungGeneration(async () => {
        // Loaded here: the other commands do not need the runtime.
        const { startLocal } = await import('../runtime/start-local.ts')
        return startLocal({
          stateDir: resolve(surroundings.cwd, options.state),
          port: options.port,
          ...(options.images && { imagesFile: resolve(surroundings.cwd, options.images) }),
          onPackaging: () => say('packaging the service …'),
        })
      })
      const { endpoint, apiUrl, bucket, credentials, kernel } = service
      answer({ endpoint, apiUrl, bucket, region: kernel.region, ...credentials })
      say(`${colors.green('up')} at ${colors.bold(endpoint)} in ${(service.took.starting / 1000).toFixed(1)} s`)
      say(`
  bucket   ${bucket}
  API      ${apiUrl}
  keys     AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey} AWS_REGION=${kernel.region}

Next, in another terminal:
  npx trimtab apply models/flight-delay     a model line; then upload data under data/flight-delay/
  npx trimtab decisions flight-delay        what was decided, and why
  AWS_ENDPOINT_URL=${endpoint} aws s3 cp january.parquet s3://${bucket}/data/flight-delay/

Ctrl-C stops it; what it holds stays in ${options.state}.`)
      await stopped()
      await service.stop()
    })
}

function portNumber(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a port is a number from 0 to 65535')
  return port
}

const stopped = () =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
