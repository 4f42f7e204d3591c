#include <algorithm>
#include <iterator>
#include <set>

#include "station/store/database.h"
#include "station/store/engine.h"

namespace station {
namespace {

/// A step of the schema. Never changed once released: a mistake is mended by a further step.
struct Migration {
    int version;
    const char* name;
    std::vector<const char*> statements;
};

// Columns named *_enc hold personal data, encrypted by PersonalDataCodec with the key of the row's
// order; columns named *_hash hold keyed hashes of it, for finding. Times are UTC milliseconds,
// money is fen. States are stored by name; the names never change (station/orders/states.h).
const std::vector<Migration>& migrations() {
    static const std::vector<Migration> all = {
        {1,
         "first tables",
         {
             "CREATE TABLE station_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",

             "CREATE TABLE imports ("
             " id INTEGER PRIMARY KEY, file TEXT NOT NULL, digest TEXT NOT NULL, at BIGINT NOT "
             "NULL,"
             " as_of BIGINT, rows INTEGER NOT NULL, orders INTEGER NOT NULL,"
             " created INTEGER NOT NULL, updated INTEGER NOT NULL, unchanged INTEGER NOT NULL,"
             " result TEXT NOT NULL, actor TEXT NOT NULL)",

             "CREATE TABLE orders ("
             " id INTEGER PRIMARY KEY, platform TEXT NOT NULL, order_no TEXT NOT NULL,"
             " state TEXT NOT NULL, state_at BIGINT NOT NULL, status_text TEXT NOT NULL,"
             " after_sale TEXT NOT NULL, order_type TEXT NOT NULL, tags TEXT NOT NULL,"
             " created_at BIGINT NOT NULL, ship_by BIGINT, presale_start BIGINT,"
             " total_fen BIGINT NOT NULL, weight_g INTEGER NOT NULL,"
             " province TEXT NOT NULL, city TEXT NOT NULL, district TEXT NOT NULL,"
             " order_key TEXT NOT NULL,"
             " name_enc TEXT NOT NULL, phone_enc TEXT NOT NULL, address_enc TEXT NOT NULL,"
             " detail_enc TEXT NOT NULL, buyer_note_enc TEXT NOT NULL, remark_enc TEXT NOT NULL,"
             " parsed_enc TEXT NOT NULL, raw_enc TEXT NOT NULL, reasons_enc TEXT NOT NULL,"
             " masked_receiver TEXT NOT NULL,"
             " name_hash TEXT NOT NULL, phone_hash TEXT NOT NULL, last4_hash TEXT NOT NULL,"
             " address_hash TEXT NOT NULL, place_hash TEXT NOT NULL, buyer_hash TEXT NOT NULL,"
             " seller_flag TEXT NOT NULL, has_note INTEGER NOT NULL,"
             " verdict TEXT NOT NULL, released INTEGER NOT NULL DEFAULT 0,"
             " manual_hold INTEGER NOT NULL DEFAULT 0,"
             " carrier TEXT NOT NULL, carrier_rule TEXT NOT NULL, file_number TEXT NOT NULL,"
             " file_carrier TEXT NOT NULL, file_sorting TEXT NOT NULL, file_hub TEXT NOT NULL,"
             " content_hash TEXT NOT NULL, screen_hash TEXT NOT NULL,"
             " as_of BIGINT NOT NULL, import_id INTEGER REFERENCES imports(id),"
             " stored_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,"
             " blocked_batch INTEGER, blocked_key TEXT NOT NULL DEFAULT '',"
             " UNIQUE (platform, order_no))",
             "CREATE INDEX orders_state ON orders(state, ship_by)",
             "CREATE INDEX orders_buyer ON orders(buyer_hash, created_at)",
             "CREATE INDEX orders_phone ON orders(phone_hash)",
             "CREATE INDEX orders_last4 ON orders(last4_hash)",
             "CREATE INDEX orders_name ON orders(name_hash)",
             "CREATE INDEX orders_place ON orders(place_hash, created_at)",

             "CREATE TABLE order_items ("
             " id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders(id),"
             " line INTEGER NOT NULL, sku_id TEXT NOT NULL, barcode TEXT NOT NULL,"
             " seller_code TEXT NOT NULL, title TEXT NOT NULL, spec TEXT NOT NULL,"
             " quantity INTEGER NOT NULL, price_fen BIGINT NOT NULL, is_gift INTEGER NOT NULL,"
             " UNIQUE (order_id, line))",

             "CREATE TABLE parcels ("
             " id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders(id),"
             " number TEXT UNIQUE, carrier TEXT NOT NULL, sorting_code TEXT NOT NULL,"
             " hub_name TEXT NOT NULL, number_source TEXT NOT NULL, numbered_at BIGINT,"
             " void INTEGER NOT NULL DEFAULT 0, void_reason TEXT NOT NULL DEFAULT '',"
             " bound_at BIGINT, bench TEXT NOT NULL DEFAULT '', shipped_at BIGINT,"
             " created_at BIGINT NOT NULL)",
             "CREATE INDEX parcels_order ON parcels(order_id)",
             "CREATE INDEX parcels_bound ON parcels(bound_at)",

             "CREATE TABLE number_wishes ("
             " id INTEGER PRIMARY KEY, wish_key TEXT NOT NULL UNIQUE,"
             " parcel_id INTEGER NOT NULL REFERENCES parcels(id), provider TEXT NOT NULL,"
             " carrier TEXT NOT NULL, state TEXT NOT NULL, number TEXT, asked_at BIGINT NOT NULL,"
             " answered_at BIGINT, message TEXT NOT NULL DEFAULT '')",

             "CREATE TABLE number_ranges ("
             " id INTEGER PRIMARY KEY, carrier TEXT NOT NULL, prefix TEXT NOT NULL,"
             " first BIGINT NOT NULL, last BIGINT NOT NULL, digits INTEGER NOT NULL,"
             " next BIGINT NOT NULL, UNIQUE (carrier, prefix, first, last, digits))",

             "CREATE TABLE batches ("
             " id INTEGER PRIMARY KEY, slot_key TEXT UNIQUE, title TEXT NOT NULL,"
             " kind TEXT NOT NULL, state TEXT NOT NULL, late INTEGER NOT NULL DEFAULT 0,"
             " filled INTEGER NOT NULL DEFAULT 0, only_order INTEGER REFERENCES orders(id),"
             " created_at BIGINT NOT NULL, finished_at BIGINT, actor TEXT NOT NULL)",
             "CREATE INDEX batches_state ON batches(state)",

             "CREATE TABLE label_jobs ("
             " id INTEGER PRIMARY KEY, batch_id INTEGER NOT NULL REFERENCES batches(id),"
             " parcel_id INTEGER NOT NULL REFERENCES parcels(id),"
             " order_id INTEGER NOT NULL REFERENCES orders(id), sequence INTEGER NOT NULL,"
             " print_number INTEGER NOT NULL, sheet_code TEXT NOT NULL UNIQUE,"
             " printer TEXT NOT NULL DEFAULT '', state TEXT NOT NULL,"
             " reason TEXT NOT NULL DEFAULT '', warnings TEXT NOT NULL DEFAULT '',"
             " maybe_on_paper INTEGER NOT NULL DEFAULT 0,"
             // 1: a newer sheet took its place; 2: dead for good.
             " superseded INTEGER NOT NULL DEFAULT 0, bytes_accepted BIGINT NOT NULL DEFAULT 0,"
             " created_at BIGINT NOT NULL, state_at BIGINT NOT NULL, sent_at BIGINT,"
             " printed_at BIGINT, UNIQUE (batch_id, sequence))",
             "CREATE INDEX label_jobs_state ON label_jobs(state, batch_id, sequence)",
             "CREATE INDEX label_jobs_parcel ON label_jobs(parcel_id)",
             "CREATE INDEX label_jobs_printed ON label_jobs(printed_at)",

             "CREATE TABLE bench_sessions ("
             " bench TEXT PRIMARY KEY, state TEXT NOT NULL,"
             " parcel_id INTEGER REFERENCES parcels(id), order_id INTEGER REFERENCES orders(id),"
             " scanned TEXT NOT NULL DEFAULT '', last_bound INTEGER REFERENCES parcels(id),"
             " outcome TEXT NOT NULL DEFAULT '', at BIGINT NOT NULL)",

             "CREATE TABLE scans ("
             " id INTEGER PRIMARY KEY, bench TEXT NOT NULL, scan_key TEXT UNIQUE,"
             " at BIGINT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, outcome TEXT NOT NULL,"
             " order_id INTEGER, view TEXT NOT NULL DEFAULT '')",
             "CREATE INDEX scans_at ON scans(at)",

             "CREATE TABLE outbox ("
             " id INTEGER PRIMARY KEY, parcel_id INTEGER NOT NULL UNIQUE REFERENCES parcels(id),"
             " state TEXT NOT NULL, due_at BIGINT NOT NULL, file TEXT NOT NULL DEFAULT '',"
             " created_at BIGINT NOT NULL, written_at BIGINT)",
             "CREATE INDEX outbox_state ON outbox(state, due_at)",

             "CREATE TABLE ship_files ("
             " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, path TEXT NOT NULL,"
             " rows INTEGER NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL)",

             // Append-only: triggers refuse to change or remove what was written.
             "CREATE TABLE audit ("
             " id INTEGER PRIMARY KEY, at BIGINT NOT NULL, actor TEXT NOT NULL,"
             " action TEXT NOT NULL, order_id INTEGER, parcel_id INTEGER, job_id INTEGER,"
             " batch_id INTEGER, from_state TEXT NOT NULL, to_state TEXT NOT NULL,"
             " detail TEXT NOT NULL)",
             "CREATE INDEX audit_order ON audit(order_id, id)",
             "CREATE INDEX audit_at ON audit(at)",
             "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit"
             " BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
             "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit"
             " BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
         }},
        {2,
         "sheets in the print journal",
         {
             // A sheet of paper that is no label of ours: a picture with a title, given from
             // outside. It may show names and addresses, so that it is sealed by a key of its own.
             "CREATE TABLE sheets ("
             " id INTEGER PRIMARY KEY, sheet_key TEXT NOT NULL UNIQUE, title TEXT NOT NULL,"
             " actor TEXT NOT NULL, printer TEXT NOT NULL, number TEXT NOT NULL,"
             " expected TEXT NOT NULL, needs_code INTEGER NOT NULL, seal_key TEXT NOT NULL,"
             " picture_enc TEXT NOT NULL, digest TEXT NOT NULL, proof TEXT NOT NULL,"
             " created_at BIGINT NOT NULL)",
             "CREATE INDEX sheets_number ON sheets(number)",

             // What a job is about is said by its kind: a label has a parcel and its order, a
             // sheet has its row in sheets and the one printer that it is for. SQLite takes no
             // NOT NULL away, so that the table is made anew; nothing refers to it.
             "CREATE TABLE label_jobs_2 ("
             " id INTEGER PRIMARY KEY, batch_id INTEGER NOT NULL REFERENCES batches(id),"
             " kind TEXT NOT NULL, parcel_id INTEGER REFERENCES parcels(id),"
             " order_id INTEGER REFERENCES orders(id), sheet_id INTEGER REFERENCES sheets(id),"
             " for_printer TEXT NOT NULL DEFAULT '', sequence INTEGER NOT NULL,"
             " print_number INTEGER NOT NULL, sheet_code TEXT NOT NULL UNIQUE,"
             " printer TEXT NOT NULL DEFAULT '', state TEXT NOT NULL,"
             " reason TEXT NOT NULL DEFAULT '', warnings TEXT NOT NULL DEFAULT '',"
             " maybe_on_paper INTEGER NOT NULL DEFAULT 0,"
             // 1: a newer sheet took its place; 2: dead for good.
             " superseded INTEGER NOT NULL DEFAULT 0, bytes_accepted BIGINT NOT NULL DEFAULT 0,"
             " created_at BIGINT NOT NULL, state_at BIGINT NOT NULL, sent_at BIGINT,"
             " printed_at BIGINT, UNIQUE (batch_id, sequence),"
             " CHECK ((kind = 'label' AND parcel_id IS NOT NULL AND order_id IS NOT NULL"
             "  AND sheet_id IS NULL) OR (kind = 'sheet' AND parcel_id IS NULL"
             "  AND order_id IS NULL AND sheet_id IS NOT NULL AND for_printer <> '')))",
             "INSERT INTO label_jobs_2 (id, batch_id, kind, parcel_id, order_id, sequence,"
             " print_number, sheet_code, printer, state, reason, warnings, maybe_on_paper,"
             " superseded, bytes_accepted, created_at, state_at, sent_at, printed_at)"
             " SELECT id, batch_id, 'label', parcel_id, order_id, sequence, print_number,"
             " sheet_code, printer, state, reason, warnings, maybe_on_paper, superseded,"
             " bytes_accepted, created_at, state_at, sent_at, printed_at FROM label_jobs",
             "DROP TABLE label_jobs",
             "ALTER TABLE label_jobs_2 RENAME TO label_jobs",
             "CREATE INDEX label_jobs_state ON label_jobs(state, batch_id, sequence)",
             "CREATE INDEX label_jobs_parcel ON label_jobs(parcel_id)",
             "CREATE INDEX label_jobs_printed ON label_jobs(printed_at)",
             "CREATE INDEX label_jobs_sheet ON label_jobs(sheet_id)",
             "CREATE INDEX label_jobs_for ON label_jobs(for_printer, state)",

             // Why the order's label was refused: the failed rules with field and character,
             // sealed, since a character may be a part of a name.
             "ALTER TABLE orders ADD COLUMN blocked_enc TEXT NOT NULL DEFAULT ''",
         }},
        {3,
         "news of orders, after-sales",
         {
             // The last thing that a file said against the order (station/orders/arrivals.h), as of
             // when, and whether it waits for a person.
             "ALTER TABLE orders ADD COLUMN news TEXT NOT NULL DEFAULT ''",
             "ALTER TABLE orders ADD COLUMN news_as_of BIGINT",
             "ALTER TABLE orders ADD COLUMN asked INTEGER NOT NULL DEFAULT 0",
             "ALTER TABLE orders ADD COLUMN items_hash TEXT NOT NULL DEFAULT ''",
             "CREATE INDEX orders_asked ON orders(asked) WHERE asked = 1",
             "CREATE INDEX orders_number ON orders(order_no)",
             "CREATE INDEX label_jobs_of_order ON label_jobs(order_id)",
             "ALTER TABLE imports ADD COLUMN kind TEXT NOT NULL DEFAULT 'orders'",

             // Requests of buyers, from the back end's refund export. order_no and not order_id: a
             // request may be known before its order.
             "CREATE TABLE after_sales ("
             " id INTEGER PRIMARY KEY, platform TEXT NOT NULL, refund_no TEXT NOT NULL,"
             " order_no TEXT NOT NULL, kind TEXT NOT NULL, kind_text TEXT NOT NULL,"
             " state TEXT NOT NULL, state_text TEXT NOT NULL, reason TEXT NOT NULL,"
             " title TEXT NOT NULL, amount_fen BIGINT NOT NULL, asked_at BIGINT,"
             " answer_by BIGINT, received_at BIGINT, as_of BIGINT NOT NULL,"
             " import_id INTEGER REFERENCES imports(id), stored_at BIGINT NOT NULL,"
             " updated_at BIGINT NOT NULL, UNIQUE (platform, refund_no))",
             "CREATE INDEX after_sales_order ON after_sales(order_no)",
             "CREATE INDEX after_sales_state ON after_sales(state, answer_by)",
         }},
        // 4: who may use the pages; what each import did to each order, for its table and its undo.
        {4,
         "users and undo",
         {
             "CREATE TABLE app_users ("
             " id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE,"
             " role TEXT NOT NULL, password_hash TEXT NOT NULL,"
             " disabled INTEGER NOT NULL DEFAULT 0, created_at BIGINT NOT NULL,"
             " last_login_at BIGINT)",
             // Only the hash of a session's token: whoever reads the database opens no session.
             "CREATE TABLE user_sessions ("
             " id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES app_users(id),"
             " token_hash TEXT NOT NULL UNIQUE, created_at BIGINT NOT NULL,"
             " last_seen_at BIGINT NOT NULL, ends_at BIGINT NOT NULL, remote TEXT NOT NULL,"
             " device TEXT NOT NULL)",
             "CREATE INDEX user_sessions_user ON user_sessions(user_id)",

             "ALTER TABLE imports ADD COLUMN undone_at BIGINT",
             "ALTER TABLE imports ADD COLUMN undone_by TEXT NOT NULL DEFAULT ''",
             // former: the order as it stood before, its personal data sealed with its own key.
             "CREATE TABLE import_orders ("
             " id INTEGER PRIMARY KEY, import_id INTEGER NOT NULL REFERENCES imports(id),"
             " order_no TEXT NOT NULL, order_id INTEGER, file_row INTEGER NOT NULL,"
             " outcome TEXT NOT NULL, reason TEXT NOT NULL, numbered INTEGER NOT NULL DEFAULT 0,"
             " former TEXT NOT NULL DEFAULT '',"
             " undone INTEGER NOT NULL DEFAULT 0, UNIQUE (import_id, order_no))",
             "CREATE INDEX import_orders_order ON import_orders(order_no, import_id)",
         }},
        {5,
         "numbers of sheets and providers",
         {
             // States: station/waybills/wish_states.h. `number` of a parked wish is what the
             // provider said and nobody has accepted yet.
             "ALTER TABLE number_wishes ADD COLUMN state_at BIGINT NOT NULL DEFAULT 0",
             "ALTER TABLE number_wishes ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0",
             "ALTER TABLE number_wishes ADD COLUMN next_at BIGINT NOT NULL DEFAULT 0",
             "ALTER TABLE number_wishes ADD COLUMN error_key TEXT NOT NULL DEFAULT ''",
             "ALTER TABLE number_wishes ADD COLUMN sorting_code TEXT NOT NULL DEFAULT ''",
             "ALTER TABLE number_wishes ADD COLUMN hub_code TEXT NOT NULL DEFAULT ''",
             "ALTER TABLE number_wishes ADD COLUMN hub_name TEXT NOT NULL DEFAULT ''",
             "ALTER TABLE number_wishes ADD COLUMN reference TEXT NOT NULL DEFAULT ''",
             "ALTER TABLE number_wishes ADD COLUMN more TEXT NOT NULL DEFAULT ''",
             "CREATE INDEX number_wishes_state ON number_wishes(state, next_at)",
             "CREATE INDEX number_wishes_parcel ON number_wishes(parcel_id)",

             "ALTER TABLE parcels ADD COLUMN hub_code TEXT NOT NULL DEFAULT ''",
             // 1: the carrier holds the receiver's data, so that the face may be masked.
             "ALTER TABLE parcels ADD COLUMN receiver_known INTEGER NOT NULL DEFAULT 0",
             // Keyed hash of the receiver for whom the number was given; goes with the order.
             "ALTER TABLE parcels ADD COLUMN receiver_hash TEXT NOT NULL DEFAULT ''",
             "UPDATE parcels SET receiver_known = 1 WHERE number_source = 'export'",

             // Numbers of carriers' sheets: waiting, used, void.
             "CREATE TABLE sheet_numbers ("
             " id INTEGER PRIMARY KEY, order_no TEXT NOT NULL, number TEXT NOT NULL UNIQUE,"
             " carrier TEXT NOT NULL, sorting_code TEXT NOT NULL, hub_code TEXT NOT NULL,"
             " hub_name TEXT NOT NULL, state TEXT NOT NULL, file TEXT NOT NULL,"
             " file_row INTEGER NOT NULL, at BIGINT NOT NULL,"
             " parcel_id INTEGER REFERENCES parcels(id), used_at BIGINT)",
             "CREATE INDEX sheet_numbers_order ON sheet_numbers(order_no, state)",

             // Numbers that were given and will not be used: open, asked, done, withdrawn.
             "CREATE TABLE void_numbers ("
             " id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, carrier TEXT NOT NULL,"
             " source TEXT NOT NULL, wish_key TEXT NOT NULL DEFAULT '',"
             " parcel_id INTEGER REFERENCES parcels(id), order_no TEXT NOT NULL,"
             " reason TEXT NOT NULL, state TEXT NOT NULL, at BIGINT NOT NULL,"
             " state_at BIGINT NOT NULL, actor TEXT NOT NULL DEFAULT '',"
             " result TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0,"
             " next_at BIGINT NOT NULL DEFAULT 0)",
             "CREATE INDEX void_numbers_state ON void_numbers(state, at)",
             "CREATE INDEX void_numbers_parcel ON void_numbers(parcel_id)",

             "CREATE TABLE number_balances ("
             " id INTEGER PRIMARY KEY, source TEXT NOT NULL, carrier TEXT NOT NULL,"
             " balance BIGINT, at BIGINT NOT NULL, error_key TEXT NOT NULL DEFAULT '',"
             " message TEXT NOT NULL DEFAULT '', UNIQUE (source, carrier))",

             "CREATE TABLE provider_calls ("
             " id INTEGER PRIMARY KEY, source TEXT NOT NULL, day TEXT NOT NULL,"
             " calls INTEGER NOT NULL, UNIQUE (source, day))",

             // Files for the carrier's system; they hold personal data and are deleted by age.
             "CREATE TABLE request_files ("
             " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, path TEXT NOT NULL,"
             " carrier TEXT NOT NULL, rows INTEGER NOT NULL, at BIGINT NOT NULL,"
             " actor TEXT NOT NULL, deleted_at BIGINT)",
             "CREATE TABLE request_file_orders ("
             " id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL REFERENCES request_files(id),"
             " order_id INTEGER NOT NULL REFERENCES orders(id), carrier TEXT NOT NULL,"
             " receiver_hash TEXT NOT NULL, UNIQUE (file_id, order_id))",
             "CREATE INDEX request_file_orders_order ON request_file_orders(order_id)",
         }},
        {6,
         "products, and the order of labels in a batch",
         {
             // Each field is a text; sources says of each whether an order file taught it or a
             // person set it. product_key: see product_key() in station/products/product.h.
             "CREATE TABLE products ("
             " id INTEGER PRIMARY KEY, product_key TEXT NOT NULL UNIQUE, sku_id TEXT NOT NULL,"
             " seller_code TEXT NOT NULL, barcodes TEXT NOT NULL, title TEXT NOT NULL,"
             " spec TEXT NOT NULL, box TEXT NOT NULL, materials TEXT NOT NULL,"
             " gifts TEXT NOT NULL, weight_g TEXT NOT NULL, shelf TEXT NOT NULL,"
             " note TEXT NOT NULL, no_barcode TEXT NOT NULL, sources TEXT NOT NULL,"
             " picture INTEGER NOT NULL, picture_kind TEXT NOT NULL, created_at BIGINT NOT NULL,"
             " updated_at BIGINT NOT NULL)",
             "CREATE INDEX products_sku ON products(sku_id)",
             "CREATE INDEX products_code ON products(seller_code)",
             "CREATE INDEX products_shelf ON products(shelf, title)",
             // The words of products.barcodes, for finding; one barcode may be on many products.
             "CREATE TABLE product_barcodes ("
             " id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES products(id),"
             " barcode TEXT NOT NULL, UNIQUE (barcode, product_id))",
             "CREATE INDEX product_barcodes_product ON product_barcodes(product_id)",
             "CREATE TABLE product_imports ("
             " id INTEGER PRIMARY KEY, file TEXT NOT NULL, at BIGINT NOT NULL,"
             " actor TEXT NOT NULL, undone_at BIGINT)",
             // What an import changed, as long as it can be taken back.
             "CREATE TABLE product_changes ("
             " id INTEGER PRIMARY KEY, import_id INTEGER NOT NULL REFERENCES product_imports(id),"
             " product_id INTEGER NOT NULL, created INTEGER NOT NULL, before_texts TEXT NOT NULL,"
             " before_sources TEXT NOT NULL, after_texts TEXT NOT NULL)",
             "CREATE INDEX product_changes_import ON product_changes(import_id)",
             // Ids of the batch's orders in the order of their labels, decided once; see
             // station/batches/batch_plan.h.
             "ALTER TABLE batches ADD COLUMN plan TEXT NOT NULL DEFAULT ''",
         }},
        {7,
         "ship files, hand-overs, work in the back end",
         {
             // Where a row of the outbox stands: station/shipping/ship_states.h.
             "ALTER TABLE outbox ADD COLUMN state_at BIGINT",
             "ALTER TABLE outbox ADD COLUMN uploaded_at BIGINT",
             "ALTER TABLE outbox ADD COLUMN reason TEXT NOT NULL DEFAULT ''",
             // Since when an export contradicts its upload, and when a person last trusted it.
             "ALTER TABLE outbox ADD COLUMN doubted_at BIGINT",
             "ALTER TABLE outbox ADD COLUMN trusted_at BIGINT",
             "CREATE INDEX outbox_file ON outbox(file)",
             "UPDATE outbox SET state = 'confirmed' WHERE state = 'written' AND parcel_id IN"
             " (SELECT p.id FROM parcels p JOIN orders o ON o.id = p.order_id"
             "  WHERE o.state = 'closed')",
             "ALTER TABLE ship_files ADD COLUMN dead_at BIGINT",
             "ALTER TABLE ship_files ADD COLUMN replaced_by TEXT NOT NULL DEFAULT ''",

             // What stands in a file, also of files that are dead or whose rows went into another.
             "CREATE TABLE ship_file_rows ("
             " id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL REFERENCES ship_files(id),"
             " position INTEGER NOT NULL, order_id INTEGER NOT NULL REFERENCES orders(id),"
             " outbox_id INTEGER NOT NULL, number TEXT NOT NULL,"
             " carrier TEXT NOT NULL, UNIQUE (file_id, position))",
             "CREATE INDEX ship_file_rows_outbox ON ship_file_rows(outbox_id)",
             "INSERT INTO ship_file_rows (file_id, position, order_id, outbox_id, number, carrier)"
             " SELECT f.id, row_number() OVER (PARTITION BY f.id ORDER BY x.id), p.order_id, x.id,"
             " coalesce(p.number, ''), p.carrier FROM outbox x JOIN ship_files f ON f.name = x.file"
             " JOIN parcels p ON p.id = x.parcel_id WHERE x.file <> ''",

             // A carrier's pick-ups. left_behind: named as bound and not on the list.
             "CREATE TABLE handovers ("
             " id INTEGER PRIMARY KEY, carrier TEXT NOT NULL, state TEXT NOT NULL,"
             " close_key TEXT UNIQUE, courier TEXT NOT NULL DEFAULT '',"
             " opened_at BIGINT NOT NULL, closed_at BIGINT, undone_at BIGINT,"
             " actor TEXT NOT NULL)",
             "CREATE INDEX handovers_state ON handovers(state, carrier)",
             "CREATE TABLE handover_parcels ("
             " id INTEGER PRIMARY KEY, handover_id INTEGER NOT NULL REFERENCES handovers(id),"
             " parcel_id INTEGER NOT NULL REFERENCES parcels(id), number TEXT NOT NULL,"
             " left_behind INTEGER NOT NULL DEFAULT 0, at BIGINT NOT NULL, actor TEXT NOT NULL,"
             " UNIQUE (handover_id, parcel_id))",
             "CREATE INDEX handover_parcels_parcel ON handover_parcels(parcel_id)",

             // What a person has to do in the shop's back end: station/shipping/back_end_tasks.h.
             "CREATE TABLE back_end_tasks ("
             " id INTEGER PRIMARY KEY, kind TEXT NOT NULL,"
             " order_id INTEGER NOT NULL REFERENCES orders(id), state TEXT NOT NULL,"
             " reason TEXT NOT NULL, note TEXT NOT NULL DEFAULT '',"
             " old_number TEXT NOT NULL DEFAULT '', old_carrier TEXT NOT NULL DEFAULT '',"
             " number TEXT NOT NULL DEFAULT '', carrier TEXT NOT NULL DEFAULT '', ship_by BIGINT,"
             " created_at BIGINT NOT NULL, actor TEXT NOT NULL, done_at BIGINT,"
             " closed_at BIGINT)",
             "CREATE INDEX back_end_tasks_state ON back_end_tasks(state, kind)",
             "CREATE INDEX back_end_tasks_order ON back_end_tasks(order_id)",
         }},
        {8,
         "slots that wait or ask, supplements, and the rolls of printers",
         {
             "CREATE TABLE slots ("
             " id INTEGER PRIMARY KEY, slot_key TEXT NOT NULL UNIQUE, title TEXT NOT NULL,"
             " at BIGINT NOT NULL, state TEXT NOT NULL, state_at BIGINT NOT NULL,"
             " fresh_since BIGINT, batch_id INTEGER REFERENCES batches(id),"
             " folded_into INTEGER REFERENCES slots(id), actor TEXT NOT NULL)",
             "CREATE INDEX slots_state ON slots(state, at)",
             // Slots of before: those that ran, and those that were missed.
             "INSERT INTO slots (slot_key, title, at, state, state_at, batch_id, actor)"
             " SELECT slot_key, title, created_at, CASE WHEN state = 'cancelled'"
             " AND finished_at = created_at THEN 'skipped' ELSE 'started' END, created_at, id,"
             " actor FROM batches WHERE kind = 'slot' AND slot_key IS NOT NULL",
             "ALTER TABLE batches ADD COLUMN ship_by_until BIGINT",
             "CREATE TABLE rolls ("
             " id INTEGER PRIMARY KEY, printer TEXT NOT NULL UNIQUE, size INTEGER NOT NULL,"
             " used INTEGER NOT NULL, changed_at BIGINT NOT NULL, actor TEXT NOT NULL)",
         }},
        {9,
         "articles out of stock, merged orders, kinds of orders",
         {
             // key_name, key_value and key_spec say which order lines are meant (kLineIsMarked in
             // station/batches/stock_marks.h); states: station/batches/stock_states.h.
             "CREATE TABLE stock_marks ("
             " id INTEGER PRIMARY KEY, key_name TEXT NOT NULL, key_value TEXT NOT NULL,"
             " key_spec TEXT NOT NULL, title TEXT NOT NULL, spec TEXT NOT NULL,"
             " code TEXT NOT NULL, state TEXT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,"
             " ended_at BIGINT, ended_by TEXT NOT NULL DEFAULT '')",
             "CREATE UNIQUE INDEX stock_marks_out ON stock_marks(key_name, key_value, key_spec)"
             " WHERE state = 'out'",
             // Parcels that were put aside for an article.
             "CREATE TABLE parked_orders ("
             " id INTEGER PRIMARY KEY, mark_id INTEGER NOT NULL REFERENCES stock_marks(id),"
             " order_id INTEGER NOT NULL REFERENCES orders(id), state TEXT NOT NULL,"
             " bench TEXT NOT NULL, at BIGINT NOT NULL, ended_at BIGINT)",
             "CREATE INDEX parked_orders_order ON parked_orders(order_id, state)",
             "CREATE INDEX parked_orders_mark ON parked_orders(mark_id, state)",

             // Orders that travel in another order's parcel (station/batches/merged.h). Taken out
             // with an import, an order leaves no such row behind: no reference is needed.
             "ALTER TABLE orders ADD COLUMN merged_into INTEGER",
             "ALTER TABLE orders ADD COLUMN keep_apart INTEGER NOT NULL DEFAULT 0",
             "CREATE INDEX orders_merged ON orders(merged_into) WHERE merged_into IS NOT NULL",
             // The bound parcel of such an order: its number is the other one's.
             "ALTER TABLE parcels ADD COLUMN with_parcel INTEGER REFERENCES parcels(id)",
             "CREATE INDEX parcels_with ON parcels(with_parcel) WHERE with_parcel IS NOT NULL",
             // What the export says that the order is: "", exchange, gift.
             "ALTER TABLE orders ADD COLUMN kind TEXT NOT NULL DEFAULT ''",
         }},
        {10,
         "contacts, and messages to group chats",
         {
             // Telephone numbers of carriers' branches and couriers, and the shop's own; of people
             // at work, kept in clear like the sender's in the settings. carrier '': the shop's
             // own.
             "CREATE TABLE contacts ("
             " id INTEGER PRIMARY KEY, carrier TEXT NOT NULL, branch TEXT NOT NULL,"
             " person TEXT NOT NULL, phone TEXT NOT NULL, hours TEXT NOT NULL,"
             " note TEXT NOT NULL, updated_at BIGINT NOT NULL, updated_by TEXT NOT NULL)",
             "CREATE INDEX contacts_carrier ON contacts(carrier, id)",
             // One row a message; station/webhooks/message_states.h. Never personal data.
             "CREATE TABLE webhook_messages ("
             " id INTEGER PRIMARY KEY, webhook TEXT NOT NULL, body TEXT NOT NULL,"
             " state TEXT NOT NULL, created_at BIGINT NOT NULL, state_at BIGINT NOT NULL,"
             " next_at BIGINT NOT NULL, tries INTEGER NOT NULL, error_key TEXT NOT NULL,"
             " error_text TEXT NOT NULL, actor TEXT NOT NULL)",
             "CREATE INDEX webhook_messages_state ON webhook_messages(state, webhook, id)",
             // What happened; folded into a message later. The key makes it once for each webhook.
             "CREATE TABLE webhook_events ("
             " id INTEGER PRIMARY KEY, webhook TEXT NOT NULL, event TEXT NOT NULL,"
             " event_key TEXT NOT NULL, params TEXT NOT NULL, created_at BIGINT NOT NULL,"
             " message_id INTEGER REFERENCES webhook_messages(id),"
             " UNIQUE (webhook, event_key))",
             "CREATE INDEX webhook_events_message ON webhook_events(message_id, webhook, id)",
             // How far each webhook was told: see station/webhooks/happenings.cpp.
             "CREATE TABLE webhook_marks ("
             " id INTEGER PRIMARY KEY, webhook TEXT NOT NULL, name TEXT NOT NULL,"
             " number BIGINT NOT NULL, UNIQUE (webhook, name))",
         }},
        {11,
         "end-of-day cards",
         {
             // What was left on a day when the station last looked; what happened is in the books.
             "CREATE TABLE day_cards ("
             " id INTEGER PRIMARY KEY, day TEXT NOT NULL UNIQUE, at BIGINT NOT NULL,"
             " left_json TEXT NOT NULL)",
         }},
        {12,
         "an index that answers what the status page asks",
         {
             // The counts of the status page and the next orders of a batch are read from the
             // index alone: a row of orders with its sealed texts is some twenty times as long.
             "DROP INDEX orders_state",
             "CREATE INDEX orders_state ON orders(state, ship_by, verdict, released,"
             " presale_start, blocked_key, blocked_batch, state_at, stored_at)",
         }},
        {13,
         "orders in several boxes",
         {
             // How many boxes the order goes in, and whether labels of its further boxes are to be
             // printed without a batch that would take them (station/batches/boxes.h).
             "ALTER TABLE orders ADD COLUMN boxes INTEGER NOT NULL DEFAULT 1",
             "ALTER TABLE orders ADD COLUMN boxes_due INTEGER NOT NULL DEFAULT 0",
             "CREATE INDEX orders_boxes_due ON orders(boxes_due) WHERE boxes_due = 1",
             // Which of them a parcel is: 1 is the one whose number the platform is told.
             "ALTER TABLE parcels ADD COLUMN box_no INTEGER NOT NULL DEFAULT 1",
         }},
        {14,
         "what refund exports and number sheets did, and since when",
         {
             // item: the request's number, or the waybill number; '' for an order. item_former: the
             // request as it stood before. The lines (audit_from, audit_to] of the audit are what
             // the import did to the order, (undo_from, undo_to] what its undo did; 0: of before.
             // SQLite changes no UNIQUE, so that the table is made anew; nothing refers to it.
             "CREATE TABLE import_orders_2 ("
             " id INTEGER PRIMARY KEY, import_id INTEGER NOT NULL REFERENCES imports(id),"
             " order_no TEXT NOT NULL, item TEXT NOT NULL DEFAULT '', order_id INTEGER,"
             " file_row INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,"
             " item_outcome TEXT NOT NULL DEFAULT '', numbered INTEGER NOT NULL DEFAULT 0,"
             " former TEXT NOT NULL DEFAULT '', item_former TEXT NOT NULL DEFAULT '',"
             " audit_from BIGINT NOT NULL DEFAULT 0, audit_to BIGINT NOT NULL DEFAULT 0,"
             " undone INTEGER NOT NULL DEFAULT 0, undo_from BIGINT NOT NULL DEFAULT 0,"
             " undo_to BIGINT NOT NULL DEFAULT 0, UNIQUE (import_id, order_no, item))",
             "INSERT INTO import_orders_2 (import_id, order_no, order_id, file_row, outcome,"
             " reason, numbered, former, undone) SELECT import_id, order_no, order_id, file_row,"
             " outcome, reason, numbered, former, undone FROM import_orders ORDER BY id",
             "DROP TABLE import_orders",
             "ALTER TABLE import_orders_2 RENAME TO import_orders",
             "CREATE INDEX import_orders_order ON import_orders(order_no, import_id)",
         }},
    };
    return all;
}

}  // namespace

int schema_version() {
    return migrations().back().version;
}

namespace {

base::Result<int> newest_migration(Session& session) {
    auto newest = session.query_one("SELECT coalesce(max(version), 0) FROM schema_migrations");
    if (!newest) return base::pass(newest);
    return static_cast<int>(newest->integer(0));
}

}  // namespace

base::Status check_schema(Session& session) {
    const auto at = newest_migration(session);
    if (!at) return base::pass(at);
    if (*at <= schema_version()) return {};
    return base::fail(base::ErrorCode::Corrupt,
                      "the database has schema version " + std::to_string(*at) +
                          ", this program knows only version " + std::to_string(schema_version()) +
                          ": install the newer Packbench, or restore a backup of before",
                      "error.database_newer");
}

base::Status migrate(Session& session, base::Time now, std::optional<int> up_to) {
    const auto is_there = session.has_table("schema_migrations");
    if (!is_there) return base::pass(is_there);
    if (!*is_there) {
        auto created = session.execute(
            "CREATE TABLE schema_migrations ("
            " version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)");
        if (!created) return base::pass(created);
    }
    if (auto known = check_schema(session); !known) return known;
    auto rows = session.query("SELECT version FROM schema_migrations");
    if (!rows) return base::pass(rows);
    std::set<int> applied;
    for (const Row& row : *rows) applied.insert(row.small(0));
    for (const Migration& migration : migrations()) {
        // By each one's own number: a lower one may come to a database later than a higher one.
        if (applied.contains(migration.version) ||
            migration.version > up_to.value_or(schema_version()))
            continue;
        auto transaction = WriteTransaction::begin(session);
        if (!transaction) return base::pass(transaction);
        std::vector<std::string> sql = session.engine_->schema_prologue();
        for (const char* statement : migration.statements)
            std::ranges::copy(session.engine_->schema_sql(statement), std::back_inserter(sql));
        for (const std::string& statement : sql) {
            if (auto done = session.execute(statement); !done)
                return base::pass(done, "migration " + std::to_string(migration.version));
        }
        auto noted = session.execute(
            "INSERT INTO schema_migrations (version, name, applied_at) VALUES ($1, $2, $3)",
            values(migration.version, migration.name, now));
        if (!noted) return base::pass(noted);
        if (auto done = transaction->commit(); !done) return done;
    }
    return {};
}

}  // namespace station
