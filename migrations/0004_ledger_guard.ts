import { sql, type Kysely } from 'kysely'

/**
 * What stands at each site now (`site_stock`), kept by the database itself, and the rules of the
 * ledger as far as SQL can express them: an entry is written once, and no transaction leaves a site
 * with fewer CCS1 connectors than it found.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table site_stock (
      site_id uuid primary key references site,
      stations integer not null default 0,
      ac_ports integer not null default 0,
      dc_ports integer not null default 0,
      unknown_ports integer not null default 0,
      ac_nacs_ports integer not null default 0,
      dc_nacs_ports integer not null default 0,
      funded_ports integer not null default 0,
      nacs integer not null default 0,
      ccs1 integer not null default 0,
      chademo integer not null default 0,
      j1772 integer not null default 0,
      other integer not null default 0
    );

    create function restock_sites(sites uuid[]) returns void language sql as $$
      with standing as (
        select p.id as port_id, s.site_id, p.level, p.is_funded,
          count(c.id) filter (where c.standard = 'NACS') as nacs,
          count(c.id) filter (where c.standard = 'CCS1') as ccs1,
          count(c.id) filter (where c.standard = 'CHADEMO') as chademo,
          count(c.id) filter (where c.standard = 'J1772') as j1772,
          count(c.id) filter (where c.standard not in ('NACS', 'CCS1', 'CHADEMO', 'J1772')) as other
        from station s
        join port p on p.station_id = s.id and p.deleted_at is null
        left join connector c on c.port_id = p.id and c.removed_on is null and c.voided_command_id is null
        where s.site_id = any (sites) and s.deleted_at is null
        group by p.id, s.site_id
      ), stock as (
        select site_id,
          count(*) filter (where level in ('L1', 'L2')) as ac_ports,
          count(*) filter (where level = 'DC') as dc_ports,
          count(*) filter (where level is null) as unknown_ports,
          count(*) filter (where level in ('L1', 'L2') and nacs > 0) as ac_nacs_ports,
          count(*) filter (where level = 'DC' and nacs > 0) as dc_nacs_ports,
          count(*) filter (where is_funded) as funded_ports,
          sum(nacs) as nacs, sum(ccs1) as ccs1, sum(chademo) as chademo, sum(j1772) as j1772, sum(other) as other
        from standing group by site_id
      )
      insert into site_stock
      select i.id, (select count(*) from station st where st.site_id = i.id and st.deleted_at is null),
        coalesce(ac_ports, 0), coalesce(dc_ports, 0), coalesce(unknown_ports, 0), coalesce(ac_nacs_ports, 0),
        coalesce(dc_nacs_ports, 0), coalesce(funded_ports, 0), coalesce(nacs, 0), coalesce(ccs1, 0),
        coalesce(chademo, 0), coalesce(j1772, 0), coalesce(other, 0)
      from unnest(sites) as i(id) left join stock on stock.site_id = i.id
      on conflict (site_id) do update set
        stations = excluded.stations, ac_ports = excluded.ac_ports, dc_ports = excluded.dc_ports,
        unknown_ports = excluded.unknown_ports, ac_nacs_ports = excluded.ac_nacs_ports,
        dc_nacs_ports = excluded.dc_nacs_ports, funded_ports = excluded.funded_ports, nacs = excluded.nacs,
        ccs1 = excluded.ccs1, chademo = excluded.chademo, j1772 = excluded.j1772, other = excluded.other;
    $$;

    create function connector_restocks() returns trigger language plpgsql as $$
    begin
      perform restock_sites(array(
        select distinct s.site_id from changed c
        join port p on p.id = c.port_id join station s on s.id = p.station_id
      ));
      return null;
    end $$;
    create trigger connector_installed after insert on connector
      referencing new table as changed for each statement execute function connector_restocks();
    create trigger connector_changed after update on connector
      referencing new table as changed for each statement execute function connector_restocks();

    create function station_restocks() returns trigger language plpgsql as $$
    begin
      perform restock_sites(array(
        select site_id from before_change union select site_id from after_change
      ));
      return null;
    end $$;
    create trigger station_moved after update on station
      referencing old table as before_change new table as after_change
      for each statement execute function station_restocks();

    create function connector_is_written_once() returns trigger language plpgsql as $$
    begin
      if (new.id, new.port_id, new.standard, new.installed_on, new.installed_command_id) is distinct from
         (old.id, old.port_id, old.standard, old.installed_on, old.installed_command_id)
      then raise exception 'a ledger entry is never overwritten' using errcode = 'restrict_violation';
      end if;
      return new;
    end $$;
    create trigger connector_written_once before update on connector
      for each row execute function connector_is_written_once();
    create trigger connector_is_kept before delete on connector
      for each row execute function refuse_change();

    create function ccs1_never_falls() returns trigger language plpgsql as $$
    declare
      asked uuid := coalesce(new.voided_command_id, new.removed_command_id);
      the_site uuid;
      funded boolean;
      lost integer;
      gained integer;
    begin
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
      if not exists (select from ccs1_waiver w where w.command_id = asked and w.site_id = the_site)
         and not exists (select from import i where i.undone_command_id = asked) then
        raise exception 'CCS1_WOULD_FALL' using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger connector_keeps_ccs1 after update on connector
      deferrable initially deferred for each row
      when (new.standard = 'CCS1' and (old.removed_on is null and new.removed_on is not null
        or old.voided_command_id is null and new.voided_command_id is not null))
      execute function ccs1_never_falls();
  `.execute(db)
}
