import { sql, type Kysely } from 'kysely'

/** What was mended in an uploaded file that is not imported yet: it outlives a reload and the device. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table import_draft (
      upload_id uuid primary key,
      version integer not null default 1,
      draft jsonb not null,
      saved_by uuid,
      saved_at timestamptz not null,
      command_id uuid not null
    );
    comment on table import_draft is 'Kept as long as the upload itself, a day; there is no upload table to refer to.';
  `.execute(db)
}
