import { sql, type Kysely } from 'kysely'

/** The level of ports is edited too: what was edited may be a port. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table network_edit drop constraint network_edit_subject_kind_check;
    alter table network_edit add constraint network_edit_subject_kind_check
      check (subject_kind in ('site', 'station', 'port'));
  `.execute(db)
}
