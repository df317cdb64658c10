import { sql, type Kysely } from 'kysely'

/**
 * A new site was made findable when it was inserted, and again when its stations were: an import of
 * 50,000 sites wrote each document, and sorted its parts into the index, twice. A site now waits for its
 * stations; one that has none when the transaction ends is made findable then.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop trigger site_found on site;

    create function site_is_found_at_last() returns trigger language plpgsql as $$
    begin
      if not exists (select from site_search where site_id = new.id) then
        perform find_sites_anew(array[new.id]);
      end if;
      return null;
    end $$;
    create constraint trigger site_found after insert on site deferrable initially deferred
      for each row execute function site_is_found_at_last();

    -- What is left to do, without the orders that are done: kits ask for it, however many those become.
    create index work_order_to_do_by_kit on work_order (kit_type_id, scheduled_on, due_on) include (port_count, id)
      where deleted_at is null and state not in ('done', 'verified', 'cancelled');
  `.execute(db)
}
