#include "station/batches/picking_sheets.h"

#include <cstdio>

#include "config/label_template.h"
#include "printing/png.h"
#include "printing/proof.h"
#include "printing/render.h"
#include "printing/sheets.h"
#include "printing/text/font_set.h"
#include "station/batches/pick_list.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

std::string day_and_time(base::Time time) {
    return base::format_beijing(time).substr(5, 11);
}

std::string article_text(const std::string& title, const std::string& spec, bool is_gift) {
    std::string text = is_gift ? "[赠品] " : "";
    text += title;
    if (!spec.empty()) text += (title.empty() ? "" : " ") + spec;
    return text;
}

std::string padded(int sequence) {
    char text[16];
    std::snprintf(text, sizeof text, "%03d", sequence);
    return text;
}

class SheetMaker {
public:
    static base::Result<SheetMaker> open(const config::Settings& settings,
                                         const config::DataFiles& data_files,
                                         const std::string& name, int dpi) {
        if (dpi != 203 && dpi != 300 && dpi != 600)
            return fail(ErrorCode::InvalidInput,
                        std::to_string(dpi) + " dpi; expected 203, 300 or 600",
                        "error.bad_request");
        const auto file = data_files.find("templates/" + name + ".toml");
        if (!file) return base::pass(file);
        auto loaded = config::load_label_template(*file);
        if (!loaded)
            return fail(ErrorCode::InvalidInput, config::to_string(loaded.error().front()));
        auto fonts = printing::FontSet::load(printing::font_files(settings.labels.fonts));
        if (!fonts) return base::pass(fonts);
        return SheetMaker(std::move(*loaded), std::move(*fonts), base::Dpi{dpi});
    }

    /// Draws a content over as many sheets as it needs, and reads back what has a barcode.
    base::Status draw(const printing::LabelContent& whole, const std::string& name,
                      std::vector<PickSheet>& sheets) {
        auto parts = printing::divide_sheets(whole, template_, dpi_, fonts_);
        if (!parts) return base::pass(parts);
        for (const printing::LabelContent& part : *parts) {
            auto drawn = printing::render_label(part, template_, dpi_, fonts_);
            if (!drawn) return base::pass(drawn, name);
            if (!drawn->symbols.empty()) {
                const printing::ProofReport proof = printing::prove(*drawn);
                if (!proof.passed())
                    return fail(
                        ErrorCode::Corrupt,
                        name + ": its barcode does not read back: " + proof.failures.front().code +
                            " (" + proof.failures.front().message + ")",
                        "error.sheet_unproven");
            }
            auto png = printing::encode_png(drawn->image, dpi_);
            if (!png) return base::pass(png, name);
            PickSheet sheet;
            sheet.png = std::move(*png);
            sheet.name = name;
            sheet.page = part.page;
            sheet.pages = part.pages;
            for (const printing::LabelWarning& warning : drawn->warnings)
                sheet.warnings.push_back(warning.code + " (" + warning.field + ")");
            sheets.push_back(std::move(sheet));
        }
        return {};
    }

private:
    SheetMaker(config::LabelTemplate loaded, printing::FontSet fonts, base::Dpi dpi)
        : template_(std::move(loaded)), fonts_(std::move(fonts)), dpi_(dpi) {}
    config::LabelTemplate template_;
    printing::FontSet fonts_;
    base::Dpi dpi_;
};

class SheetReader final : public PickingReader {
public:
    SheetReader(const Context& context, const config::DataFiles& data_files)
        : context_(context), data_files_(data_files) {}

    base::Result<PickListView> pick_list(base::BatchRow batch) override {
        return read_pick_list(context_, batch);
    }
    base::Result<SlipsView> slips(base::BatchRow batch) override {
        return read_slips(context_, batch);
    }
    base::Result<std::vector<PickSheet>> pick_list_sheets(base::BatchRow batch, int dpi) override {
        auto list = read_pick_list(context_, batch);
        if (!list) return base::pass(list);
        auto maker = SheetMaker::open(context_.settings, data_files_,
                                      context_.settings.labels.pick_list, dpi);
        if (!maker) return base::pass(maker);
        std::vector<PickSheet> sheets;
        auto drawn =
            maker->draw(pick_list_content(*list, context_.clock.now()), "picklist", sheets);
        if (!drawn) return base::pass(drawn);
        return sheets;
    }
    base::Result<std::vector<PickSheet>> slip_sheets(base::BatchRow batch, int dpi,
                                                     int only) override {
        auto slips = read_slips(context_, batch);
        if (!slips) return base::pass(slips);
        auto maker =
            SheetMaker::open(context_.settings, data_files_, context_.settings.labels.slip, dpi);
        if (!maker) return base::pass(maker);
        std::vector<PickSheet> sheets;
        for (const SlipView& slip : slips->slips) {
            if (only > 0 && slip.sequence != only) continue;
            auto drawn = maker->draw(slip_content(*slips, slip, context_.clock.now()),
                                     "slip-" + padded(slip.sequence), sheets);
            if (!drawn) return base::pass(drawn);
        }
        if (sheets.empty() && only > 0)
            return fail(ErrorCode::NotFound,
                        "batch " + std::to_string(batch.value()) + " has no slip for label " +
                            std::to_string(only),
                        "error.label_unknown");
        return sheets;
    }

private:
    Context context_;
    const config::DataFiles& data_files_;
};

}  // namespace

printing::LabelContent pick_list_content(const PickListView& list, base::Time now) {
    printing::LabelContent content;
    content.batch = list.title;
    content.shop_name = list.shop;
    content.printed_at = day_and_time(now);
    content.totals = std::to_string(list.lines.size()) + "款 " + std::to_string(list.pieces) +
                     "件 " + std::to_string(list.labels) + "单";
    for (const PickLineView& line : list.lines) {
        printing::SheetRow row;
        row.place = line.shelf;
        row.text = article_text(line.title, line.spec, line.is_gift);
        if (!line.seller_code.empty()) row.details.push_back(line.seller_code);
        row.count = "×" + std::to_string(line.quantity);
        std::vector<std::string> ranges = number_ranges(line.sequences);
        // The first piece stands behind "#", so that nobody takes label numbers for quantities.
        if (!ranges.empty()) ranges.front().insert(0, "#");
        row.details.insert(row.details.end(), ranges.begin(), ranges.end());
        content.rows.push_back(std::move(row));
    }
    return content;
}

printing::LabelContent slip_content(const SlipsView& batch, const SlipView& slip, base::Time now) {
    printing::LabelContent content;
    content.number = slip.code;
    content.order_no = slip.order_no.str();
    content.batch = batch.title;
    content.sequence = slip.sequence;
    content.shop_name = batch.shop;
    content.carrier_name = slip.carrier_name;
    content.buyer_note = slip.buyer_note;
    content.packing = slip.packing;
    content.gifts = slip.gifts;
    content.printed_at = day_and_time(now);
    for (const SlipView::Item& item : slip.items) {
        printing::SheetRow row;
        row.place = item.shelf;
        row.text = article_text(item.title, item.spec, item.is_gift);
        if (!item.seller_code.empty()) row.details.push_back(item.seller_code);
        row.count = "×" + std::to_string(item.quantity);
        content.rows.push_back(std::move(row));
    }
    return content;
}

std::unique_ptr<PickingReader> make_picking_reader(const Context& context,
                                                   const config::DataFiles& data_files) {
    return std::make_unique<SheetReader>(context, data_files);
}

}  // namespace station
