import { sql, type Kysely } from 'kysely'

/**
 * Every close recounts its site. As a PL/pgSQL function the recount is planned once a connection
 * and not once a close, and a statement that changed no connector recounts nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace function restock_sites(sites uuid[]) returns void language plpgsql as $$
    begin
      if cardinality(sites) = 0 then return; end if;
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
    end $$;
  `.execute(db)
}
