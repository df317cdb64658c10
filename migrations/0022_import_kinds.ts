import { sql, type Kysely } from 'kysely'

/**
 * Imports of more than stations (what hardware stations are, orders of home kits), what was mended
 * in a file on its way in, and which column of somebody's own table means what.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table import add column kind text not null default 'stations'
      check (kind in ('stations', 'station_details', 'home_kits'));
    alter table import add column repairs jsonb not null default '{}';
    alter table import alter column source drop not null;
    alter table import alter column grain drop not null;
    alter table import add check (kind <> 'stations' or (source is not null and grain is not null));
    comment on column import.repairs is 'Rules, dropped rows and corrected cells with which the file was read, and how many rows each rule changed.';

    alter table import_change drop constraint import_change_kind_check;
    alter table import_change add constraint import_change_kind_check check (kind in
      ('created', 'moved', 'renamed', 'readdressed', 'ports_changed', 'changed', 'returned', 'not_seen', 'hardware'));

    create table home_kit_change (
      import_id uuid not null references import,
      ordinal integer not null,
      kind text not null check (kind in ('created', 'changed')),
      external_id text not null,
      before jsonb,
      after jsonb not null,
      primary key (import_id, ordinal),
      check ((kind = 'created') = (before is null))
    );
    comment on table home_kit_change is 'What an import did to the orders of home kits, so that it can be taken back.';
    create index home_kit_change_by_order on home_kit_change (external_id);

    create table column_mapping (
      header_key text primary key,
      mapping jsonb not null,
      saved_by uuid,
      saved_at timestamptz not null,
      command_id uuid not null
    );
    comment on column column_mapping.header_key is 'SHA-256 of the names of the columns, whatever their order, case and spacing.';
  `.execute(db)
}
