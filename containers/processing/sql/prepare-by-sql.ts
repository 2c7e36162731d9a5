import { join } from 'node:path'
import type { Arguments } from '../arguments.ts'
import { listDataFiles } from '../data-files.ts'
import type { Folders } from '../folders.ts'
import { checkValues } from './check-values.ts'
import { createInput, unreadableFile } from './input.ts'
import { openDatabase } from './open-database.ts'
import { countSplits, createPreparedTable, type Split } from './prepared-table.ts'
import { readRecipe } from './recipe.ts'
import { writeOutputs } from './write-outputs.ts'

/** Runs a SQL recipe over all data files and writes the job's outputs. Returns the rows of each split. */
export async function prepareBySql(folders: Folders, by: Arguments): Promise<Record<Split, number>> {
  const files = listDataFiles(folders.data)
  const connection = await openDatabase(folders)
  try {
    const inputColumns = await createInput(connection, files, by.format)
    console.log(`INFO: ${files.length} ${by.format} file(s) with columns ${inputColumns.join(', ')}`)
    const recipe = await readRecipe(connection, join(folders.code, by.recipe), by.recipe, inputColumns)
    const prepared = await createPreparedTable(connection, recipe, by, inputColumns).catch(async (error) => {
      // A file may look right at its end, where Parquet keeps its schema, and be torn in the middle.
      throw (await unreadableFile(connection, files, by.format)) ?? error
    })
    await checkValues(connection, by.recipe, prepared)
    const rows = await countSplits(connection, by)
    await writeOutputs(connection, folders, prepared, rows)
    return rows
  } finally {
    connection.closeSync()
  }
}
