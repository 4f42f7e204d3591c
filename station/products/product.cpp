#include "station/products/product.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "station/product_desk.h"

namespace station {

using base::ErrorCode;
using base::fail;

const std::array<ProductFieldInfo, kProductFields>& product_fields() {
    static constexpr std::array<ProductFieldInfo, kProductFields> kFields = {{
        {ProductField::SkuId, "sku_id", "规格ID", 64},
        {ProductField::SellerCode, "seller_code", "商家编码", 64},
        {ProductField::Barcodes, "barcodes", "条形码", 400},
        {ProductField::Title, "title", "商品名称", 300},
        {ProductField::Spec, "spec", "规格", 200},
        {ProductField::Box, "box", "箱型", 40},
        {ProductField::Materials, "materials", "包装材料", 200},
        {ProductField::Gifts, "gifts", "赠品", 200},
        {ProductField::WeightG, "weight_g", "重量(克)", 7},
        {ProductField::Shelf, "shelf", "货架", 40},
        {ProductField::Note, "note", "备注", 300},
        {ProductField::NoBarcode, "no_barcode", "无条码", 8},
    }};
    return kFields;
}

std::string_view name(ProductField field) {
    return product_fields()[static_cast<std::size_t>(field)].name;
}

std::optional<ProductField> product_field(std::string_view wanted) {
    for (const ProductFieldInfo& info : product_fields()) {
        if (info.name == wanted) return info.field;
    }
    return std::nullopt;
}

const std::vector<std::string>& product_field_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const ProductFieldInfo& info : product_fields()) all.emplace_back(info.name);
        return all;
    }();
    return names;
}

std::string_view name(FieldSource source) {
    switch (source) {
        case FieldSource::None:
            break;
        case FieldSource::Learned:
            return "learned";
        case FieldSource::Person:
            return "person";
    }
    return "";
}

bool Product::set(ProductField f, const std::string& wanted, FieldSource by) {
    const auto at = static_cast<std::size_t>(f);
    if (text[at] == wanted) return false;
    text[at] = wanted;
    source[at] = by;
    return true;
}

std::vector<std::string> Product::barcodes() const {
    std::vector<std::string> codes;
    const std::string& all = (*this)[ProductField::Barcodes];
    if (all.empty()) return codes;
    for (const std::string_view code : base::split(all, ' ')) codes.emplace_back(code);
    return codes;
}

ProductKeys keys_of(const Product& product) {
    return {product[ProductField::SkuId], product[ProductField::SellerCode], product.barcodes(),
            product[ProductField::Spec]};
}

namespace {

enum class Agreement { Silent, Same, Different };

Agreement compare(const std::string& a, const std::string& b) {
    if (a.empty() || b.empty()) return Agreement::Silent;
    return a == b ? Agreement::Same : Agreement::Different;
}

Agreement compare(const ProductKeys& a, const ProductKeys& b, config::ProductKey key) {
    switch (key) {
        case config::ProductKey::SkuId:
            return compare(a.sku_id, b.sku_id);
        case config::ProductKey::SellerCode:
            return compare(a.seller_code, b.seller_code);
        case config::ProductKey::Barcode:
            break;
    }
    if (a.barcodes.empty() || b.barcodes.empty()) return Agreement::Silent;
    const bool shared = std::ranges::any_of(a.barcodes, [&](const std::string& code) {
        return std::ranges::find(b.barcodes, code) != b.barcodes.end();
    });
    return shared ? Agreement::Same : Agreement::Different;
}

std::string expected(std::string_view text, std::string_view what) {
    return "'" + std::string(text.substr(0, 60)) + "': expected " + std::string(what);
}

/// Printable ASCII: what a scanner types. Upper case, as the bench reads a scan.
base::Result<std::string> clean_barcodes(const std::string& text) {
    std::string codes;
    std::string code;
    int count = 0;
    std::vector<std::string> seen;
    const auto end_code = [&] {
        if (code.empty() || std::ranges::find(seen, code) != seen.end()) return;
        codes += (codes.empty() ? "" : " ") + code;
        seen.push_back(code);
        ++count;
    };
    for (const char32_t c : base::to_utf32(base::to_upper(base::nfkc(text)))) {
        const bool between = c == U' ' || c == U',' || c == U';' || c == U'、' || c == U'|' ||
                             c == U'/' || c == U'\n' || c == U'\t';
        if (between) {
            end_code();
            code.clear();
            continue;
        }
        if (c < 0x21 || c > 0x7e)
            return fail(ErrorCode::InvalidInput,
                        expected(text, "barcodes of letters, digits and signs of a scanner"),
                        "bad_barcode");
        code += static_cast<char>(c);
        if (code.size() > 64)
            return fail(ErrorCode::InvalidInput,
                        expected(text, "barcodes of at most 64 characters"), "bad_barcode");
    }
    end_code();
    // 6.9E+12 is what a spreadsheet program leaves of a long number.
    for (const std::string& one : seen) {
        if (one.find("E+") != one.npos && one.find('.') != one.npos)
            return fail(ErrorCode::InvalidInput,
                        expected(one,
                                 "the whole barcode: a spreadsheet program has shortened it; "
                                 "format the column as text"),
                        "shortened_number");
    }
    if (count > 20)
        return fail(ErrorCode::InvalidInput, expected(text, "at most 20 barcodes"), "bad_barcode");
    return codes;
}

base::Result<std::string> clean_weight(std::string text) {
    if (text.empty()) return text;
    text = base::to_upper(base::nfkc(text));
    double factor = 1;
    for (const auto& [unit, grams] : {std::pair<std::string_view, double>{"KG", 1000},
                                      {"千克", 1000},
                                      {"公斤", 1000},
                                      {"G", 1},
                                      {"克", 1}}) {
        if (!text.ends_with(unit)) continue;
        text.resize(text.size() - unit.size());
        factor = grams;
        break;
    }
    const std::string number(base::trim(text));
    double value = 0;
    const auto [end, problem] =
        std::from_chars(number.data(), number.data() + number.size(), value);
    const double grams = std::round(value * factor);
    if (number.empty() || problem != std::errc() || end != number.data() + number.size() ||
        !(grams >= 0 && grams <= 1'000'000))
        return fail(ErrorCode::InvalidInput,
                    expected(text, "a weight in grams from 0 to 1000000, such as 350 or 0.35kg"),
                    "bad_weight");
    return grams == 0 ? std::string() : std::to_string(static_cast<long>(grams));
}

base::Result<std::string> clean_flag(const std::string& text) {
    const std::string word = base::to_upper(base::nfkc(text));
    for (const char* yes : {"1", "是", "有", "Y", "YES", "TRUE", "无条码", "√"}) {
        if (word == yes) return std::string("1");
    }
    for (const char* no : {"", "0", "否", "N", "NO", "FALSE"}) {
        if (word == no) return std::string();
    }
    return fail(ErrorCode::InvalidInput, expected(text, "是 or 否 (yes or no)"), "bad_flag");
}

}  // namespace

std::string product_key(const ProductKeys& keys, const std::vector<config::ProductKey>& rules) {
    for (const config::ProductKey rule : rules) {
        switch (rule) {
            case config::ProductKey::SkuId:
                if (!keys.sku_id.empty()) return "sku_id:" + keys.sku_id;
                break;
            case config::ProductKey::SellerCode:
                if (!keys.seller_code.empty())
                    return "seller_code:" + keys.seller_code + "|" + keys.spec;
                break;
            case config::ProductKey::Barcode:
                if (!keys.barcodes.empty())
                    return "barcode:" + keys.barcodes.front() + "|" + keys.spec;
                break;
        }
    }
    return {};
}

std::optional<std::size_t> choose_product(const ProductKeys& article,
                                          const std::vector<ProductKeys>& candidates,
                                          const std::vector<config::ProductKey>& rules) {
    for (std::size_t r = 0; r < rules.size(); ++r) {
        std::vector<std::size_t> fitting;
        for (std::size_t c = 0; c < candidates.size(); ++c) {
            bool fits = compare(article, candidates[c], rules[r]) == Agreement::Same;
            for (std::size_t before = 0; fits && before < r; ++before)
                fits = compare(article, candidates[c], rules[before]) != Agreement::Different;
            if (fits) fitting.push_back(c);
        }
        if (fitting.size() == 1 && rules[r] == config::ProductKey::SkuId) return fitting.front();
        std::vector<std::size_t> same_spec;
        bool other_spec = false;
        for (const std::size_t c : fitting) {
            const Agreement spec = compare(article.spec, candidates[c].spec);
            if (spec == Agreement::Same) same_spec.push_back(c);
            other_spec = other_spec || spec == Agreement::Different;
        }
        if (same_spec.size() == 1) return same_spec.front();
        if (fitting.size() == 1 && !other_spec) return fitting.front();
        if (fitting.size() > 1 && same_spec.empty()) return std::nullopt;
        if (same_spec.size() > 1) return std::nullopt;
    }
    return std::nullopt;
}

base::Result<std::string> clean_field(ProductField field, std::string_view text) {
    const ProductFieldInfo& info = product_fields()[static_cast<std::size_t>(field)];
    std::u32string kept;
    for (const char32_t c : base::to_utf32(base::trim(text))) {
        const bool space = c == U' ' || c == U'\t' || c == U'\r' || c == U'\n' || c == 0x3000;
        if (!space && (c < 0x20 || c == 0x7f)) continue;
        if (space && (kept.empty() || kept.back() == U' ')) continue;
        kept.push_back(space ? U' ' : c);
    }
    if (!kept.empty() && kept.back() == U' ') kept.pop_back();
    if (kept.size() > info.most_points)
        return fail(ErrorCode::InvalidInput,
                    std::string(info.title) + " has " + std::to_string(kept.size()) +
                        " characters; expected at most " + std::to_string(info.most_points),
                    "too_long");
    std::string plain = base::to_utf8(kept);
    switch (field) {
        case ProductField::Barcodes:
            return clean_barcodes(plain);
        case ProductField::WeightG:
            return clean_weight(std::move(plain));
        case ProductField::NoBarcode:
            return clean_flag(plain);
        case ProductField::SkuId:
            if (plain.find("E+") != plain.npos && plain.find('.') != plain.npos)
                return fail(ErrorCode::InvalidInput,
                            expected(plain,
                                     "the whole number: a spreadsheet program has "
                                     "shortened it; format the column as text"),
                            "shortened_number");
            return plain;
        default:
            return plain;
    }
}

std::vector<std::string> split_parts(std::string_view text) {
    std::vector<std::string> parts;
    std::u32string part;
    const auto end_part = [&] {
        const std::string whole(base::trim(base::to_utf8(part)));
        part.clear();
        if (!whole.empty() && std::ranges::find(parts, whole) == parts.end())
            parts.push_back(whole);
    };
    for (const char32_t c : base::to_utf32(text)) {
        const std::u32string_view between = U"+＋、，,;；/\n";
        if (between.find(c) != between.npos) {
            end_part();
        } else {
            part.push_back(c);
        }
    }
    end_part();
    return parts;
}

bool learn(Product& product, const IncomingItem& item) {
    bool changed = false;
    const auto teach = [&](ProductField field, const std::string& text) {
        if (product.from(field) == FieldSource::Person) return;
        const auto kept = clean_field(field, text);
        // What an order cannot say properly it does not teach; the order itself has its problem.
        if (!kept || kept->empty()) return;
        changed = product.set(field, *kept, FieldSource::Learned) || changed;
    };
    // A key that tells the product from others is never taken over from another article.
    if (product[ProductField::SkuId].empty()) teach(ProductField::SkuId, item.sku_id);
    teach(ProductField::SellerCode, item.seller_code);
    teach(ProductField::Title, item.title);
    teach(ProductField::Spec, item.spec);
    if (item.weight_g > 0) teach(ProductField::WeightG, std::to_string(item.weight_g));
    if (product.from(ProductField::Barcodes) != FieldSource::Person && !item.barcode.empty()) {
        const auto code = clean_field(ProductField::Barcodes, item.barcode);
        const auto known = product.barcodes();
        if (code && code->find(' ') == code->npos &&
            std::ranges::find(known, *code) == known.end() && known.size() < 10) {
            const std::string& before = product[ProductField::Barcodes];
            changed =
                product.set(ProductField::Barcodes, before.empty() ? *code : before + " " + *code,
                            FieldSource::Learned) ||
                changed;
        }
    }
    return changed;
}

std::string Packing::text() const {
    std::string all = box;
    for (const std::string& material : materials) all += (all.empty() ? "" : " + ") + material;
    return all;
}

std::string Packing::gifts_text() const {
    std::string all;
    for (const std::string& gift : gifts) all += (all.empty() ? "" : "、") + gift;
    return all;
}

Packing pack_together(const std::vector<Product>& products, const std::vector<std::string>& boxes) {
    Packing packing;
    std::ptrdiff_t largest = -2;  // -1: a box that stands nowhere.
    std::vector<std::string> unlisted;
    const auto unite = [](std::vector<std::string>& all, const std::string& text) {
        for (std::string& part : split_parts(text)) {
            if (std::ranges::find(all, part) == all.end()) all.push_back(std::move(part));
        }
    };
    for (const Product& product : products) {
        const std::string& box = product[ProductField::Box];
        if (!box.empty()) {
            const auto found = std::ranges::find(boxes, box);
            const std::ptrdiff_t size = found == boxes.end() ? -1 : found - boxes.begin();
            if (size == -1) unite(unlisted, box);
            if (size > largest) {
                largest = size;
                packing.box = box;
            }
        }
        unite(packing.materials, product[ProductField::Materials]);
        unite(packing.gifts, product[ProductField::Gifts]);
    }
    // Nobody has said which of them is the larger one: the packer sees all.
    if (largest == -1 && unlisted.size() > 1) {
        packing.box.clear();
        for (const std::string& box : unlisted)
            packing.box += (packing.box.empty() ? "" : " / ") + box;
    }
    return packing;
}

ProductView to_view(const Product& product) {
    ProductView view;
    view.id = product.id;
    for (const ProductFieldInfo& info : product_fields()) {
        view.fields[std::string(info.name)] = product[info.field];
        if (product.from(info.field) != FieldSource::None)
            view.sources[std::string(info.name)] = name(product.from(info.field));
    }
    view.picture = product.picture;
    view.updated_at = product.updated_at;
    return view;
}

}  // namespace station
