import { sql, type Kysely } from 'kysely'

/**
 * An import can be taken back and made again: a tombstone gives its source's key free, and entries
 * that never counted are not a loss, on a funded port neither.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table import_change drop constraint import_change_kind_check;
    alter table import_change add constraint import_change_kind_check
      check (kind in ('created', 'moved', 'renamed', 'readdressed', 'changed', 'returned', 'not_seen'));

    drop index station_by_source;
    create unique index station_by_source on station (source, grain, source_id) where deleted_at is null;

    alter table site_stock add column ports integer generated always as (ac_ports + dc_ports + unknown_ports) stored;
    alter table site_stock add column progress smallint generated always as (
      case
        when ac_ports + dc_ports + unknown_ports = 0 or nacs + ccs1 + chademo + j1772 + other = 0 then 0
        when ac_nacs_ports + dc_nacs_ports = 0 then 1
        when ac_nacs_ports + dc_nacs_ports < ac_ports + dc_ports + unknown_ports then 2
        else 3
      end
    ) stored;
    comment on column site_stock.progress is '0 nothing is known of its connectors, 1 no port has NACS, 2 some have, 3 all have.';

    create or replace function ccs1_never_falls() returns trigger language plpgsql as $$
    declare
      asked uuid := coalesce(new.voided_command_id, new.removed_command_id);
      the_site uuid;
      funded boolean;
      lost integer;
      gained integer;
    begin
      if new.voided_command_id is not null and exists (select from import i where i.undone_command_id = asked) then
        return null;
      end if;
      select s.site_id, p.is_funded into the_site, funded
        from port p join station s on s.id = p.station_id where p.id = new.port_id;
      select count(*) into lost from connector c
        join port p on p.id = c.port_id join station s on s.id = p.station_id
        where s.site_id = the_site and c.standard = 'CCS1'
          and (c.removed_command_id = asked or c.voided_command_id = asked);
      select count(*) into gained from connector c
        join port p on p.id = c.port_id join station s on s.id = p.station_id
        where s.site_id = the_site and c.standard = 'CCS1' and c.installed_command_id = asked
          and c.removed_on is null and c.voided_command_id is null;
      if gained >= lost then return null; end if;
      if funded then
        raise exception 'CCS1_FUNDED' using errcode = 'check_violation';
      end if;
      if not exists (select from ccs1_waiver w where w.command_id = asked and w.site_id = the_site) then
        raise exception 'CCS1_WOULD_FALL' using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create index import_undone on import (undone_command_id) where undone_command_id is not null;
    create index import_change_by_station on import_change (station_id);
  `.execute(db)
}
