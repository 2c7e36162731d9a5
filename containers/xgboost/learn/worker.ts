import { workerData } from 'node:worker_threads'
import { serveTasks, type WorkerSetup } from './team.ts'

serveTasks(workerData as WorkerSetup)
