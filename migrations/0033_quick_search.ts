import { sql, type Kysely } from 'kysely'

/**
 * One document a site, of everything by which people look for it: name, address, and the names, ids
 * and serials of its stations. One index answers a search of several words at once; the indexes over
 * sites and over stations that it replaces had to be asked apart, word by word. The table of orders
 * gets the indexes that its sorts and filters lacked.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop index site_search;
    drop index station_search;

    create table site_search (
      site_id uuid primary key references site,
      document text not null
    );
    comment on column site_search.document is 'In lower case; site and stations each on a line of its own, each line after a space.';

    -- Planned for each call: what is quick for one site is not for the fifty thousand of an import.
    create function find_sites_anew(sites uuid[]) returns void language plpgsql
      set plan_cache_mode = force_custom_plan as $$
    begin
      if cardinality(sites) = 0 then return; end if;
      -- Whoever changes another station of the site at the same time waits here, and then reads both changes.
      perform from site_search where site_id = any (sites) order by site_id for update;
      insert into site_search
      select site.id, ' ' || site.search || coalesce(named.lines, '')
      from site left join (
        select s.site_id, string_agg(E'\n ' || lower(concat_ws(' ', s.name, s.source_id, s.serial)), '' order by s.id) as lines
        from station s where s.site_id = any (sites) and s.deleted_at is null group by s.site_id
      ) as named on named.site_id = site.id
      where site.id = any (sites)
      on conflict (site_id) do update set document = excluded.document
        where site_search.document <> excluded.document;
    end $$;

    create function site_is_found_anew() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then
        perform find_sites_anew(array(select id from after_change));
      else
        perform find_sites_anew(array(
          select a.id from before_change b join after_change a using (id) where a.search <> b.search));
      end if;
      return null;
    end $$;
    create trigger site_found after insert on site
      referencing new table as after_change for each statement execute function site_is_found_anew();
    create trigger site_found_anew after update on site
      referencing old table as before_change new table as after_change
      for each statement execute function site_is_found_anew();

    create function station_is_found_anew() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then
        perform find_sites_anew(array(select distinct site_id from after_change));
      else
        perform find_sites_anew(array(
          select distinct unnest(array[b.site_id, a.site_id]) from before_change b join after_change a using (id)
          where (a.site_id, a.name, a.source_id, a.serial, a.deleted_at)
            is distinct from (b.site_id, b.name, b.source_id, b.serial, b.deleted_at)));
      end if;
      return null;
    end $$;
    create trigger station_found after insert on station
      referencing new table as after_change for each statement execute function station_is_found_anew();
    create trigger station_found_anew after update on station
      referencing old table as before_change new table as after_change
      for each statement execute function station_is_found_anew();

    select find_sites_anew(array(select id from site));
    create index site_search_by_part on site_search using gin (document gin_trgm_ops);

    create index work_order_by_age on work_order (state_since, number) where deleted_at is null;
    create index work_order_by_blocked_reason on work_order (blocked_reason, number)
      where blocked_reason is not null and deleted_at is null;
    create index work_order_by_gate on work_order (milestone_id, scheduled_on) include (id) where deleted_at is null;
  `.execute(db)
}
