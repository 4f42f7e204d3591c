#include "station/batches/label_content.h"

#include <cstdio>

#include "station/batches/boxes.h"
#include "station/batches/label_marks.h"
#include "station/batches/merged.h"
#include "station/orders/personal_data.h"
#include "station/waybills/routing.h"

namespace station {

base::Result<printing::LabelContent> label_content(const Context& context, const JobRecord& job) {
    auto row = context.db.query_one(
        "SELECT o.order_no, p.number, p.carrier, p.sorting_code, p.hub_name, b.title,"
        " (SELECT count(*) FROM label_jobs WHERE batch_id = b.id), b.kind, p.receiver_known,"
        " p.hub_code"
        " FROM orders o, parcels p, batches b WHERE o.id = $1 AND p.id = $2 AND b.id = $3",
        values(job.order, job.parcel, job.batch));
    if (!row) return base::pass(row, "label " + std::to_string(job.id.value()));
    auto person = personal_data(context, job.order);
    if (!person) return base::pass(person);
    auto items = parcel_lines(context.db, job.order);
    if (!items) return base::pass(items);
    auto marks = label_marks(context, job.order);
    if (!marks) return base::pass(marks);

    const config::Settings& settings = context.settings;
    printing::LabelContent content;
    content.order_no = row->text(0) + marks->more_orders;
    content.number = row->text(1);
    const base::CarrierCode carrier(row->text(2));
    if (const config::Carrier* entry = context.carriers.find(carrier)) {
        content.carrier_name = entry->name_zh;
        content.carrier_phone = entry->service_phone;
    } else {
        content.carrier_name = carrier.str();
    }
    content.sorting_code = row->text(3);
    // Sources that deliver the hub's code apart from its name are taken at their word.
    const Hub hub =
        row->text(9).empty() ? parse_hub(row->text(4)) : Hub{row->text(9), row->text(4)};
    content.hub_code = hub.code;
    content.hub_name = hub.name;
    // content.qr stays empty: no source of numbers delivers a carrier's QR so far, and one made up
    // here would only look like it.
    const config::SenderSettings& sender = settings.shop.sender;
    content.sender = {sender.name,     sender.phone, sender.province, sender.city,
                      sender.district, {},           sender.detail};
    content.receiver = {person->name,  person->phone,    person->province,
                        person->city,  person->district, {},
                        person->detail};
    for (const ParcelLine& item : *items)
        content.items.push_back({item.seller_code, item.title, item.spec, item.quantity});
    // Before the buyer's words, so that they are never what is cut off.
    content.buyer_note = marks->text + person->buyer_note + marks->more_notes;
    content.shop_name = settings.shop.name;
    content.batch = row->text(5);
    content.sequence = job.sequence;
    content.batch_size = row->text(7) == "slot" || row->text(7) == "now" ? row->small(6) : 0;
    content.print_number = job.print_number;
    auto box = box_mark(context.db, job.order, job.parcel);
    if (!box) return base::pass(box);
    content.box = std::move(*box);
    content.sheet_code = job.sheet_code;
    content.printed_at = base::format_beijing(context.clock.now()).substr(5, 11);
    // Masked only where the carrier already holds the receiver's data, as the source of the number
    // declares. A number of a bought range would reach nobody with a masked label.
    const bool carrier_knows = row->flag(8);
    content.masking = settings.labels.mask_personal_data && carrier_knows
                          ? printing::Masking::Masked
                          : printing::Masking::Plain;
    return content;
}

base::Result<LabelTask> label_task(const Context& context, const JobRecord& job) {
    LabelTask task;
    task.job = job.id;
    if (job.kind == JobKind::Label) {
        auto content = label_content(context, job);
        if (!content) return base::pass(content);
        task.job_name = sheet_file_name(job, base::WaybillNumber(content->number));
        task.content = std::move(*content);
        return task;
    }
    auto row = context.db.query_one(
        "SELECT seal_key, picture_enc, expected, needs_code, number FROM sheets WHERE id = $1",
        values(job.sheet));
    if (!row) return base::pass(row, "sheet of job " + std::to_string(job.id.value()));
    auto png = context.codec.decrypt(WrappedKey{row->text(0)}, "picture", row->text(1));
    if (!png) return base::pass(png, "sheet of job " + std::to_string(job.id.value()));
    const base::ByteView bytes = base::as_bytes(*png);
    task.picture = SheetPicture{base::Bytes(bytes.begin(), bytes.end()), row->text(2),
                                row->flag(3) ? NeedsCode::Yes : NeedsCode::No};
    task.job_name =
        sheet_file_name(job, base::WaybillNumber(row->text(4).empty() ? "sheet" : row->text(4)));
    return task;
}

std::string sheet_file_name(const JobRecord& job, const base::WaybillNumber& number) {
    std::string safe;
    for (const char c : number.str()) {
        const bool plain =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        safe += plain ? c : '_';
    }
    char prefix[48];
    std::snprintf(prefix, sizeof prefix, "%04lld-%03d-", static_cast<long long>(job.batch.value()),
                  job.sequence);
    std::string name = prefix + safe;
    if (job.print_number > 1) name += "-r" + std::to_string(job.print_number);
    return name;
}

}  // namespace station
