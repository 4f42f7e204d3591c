#include "tests/station/orders/xlsx_maker.h"

#include <zlib.h>

#include <array>
#include <functional>

namespace tests {
namespace {

void put_number(std::string& out, std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

/// Deflates what `next` gives until it gives nothing.
std::string deflated(const std::function<std::string_view()>& next) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
    std::string out;
    std::array<char, 65536> buffer;
    int state = Z_OK;
    while (state != Z_STREAM_END) {
        const std::string_view piece = next();
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
        stream.avail_in = static_cast<uInt>(piece.size());
        do {
            stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
            stream.avail_out = static_cast<uInt>(buffer.size());
            state = deflate(&stream, piece.empty() ? Z_FINISH : Z_NO_FLUSH);
            out.append(buffer.data(), buffer.size() - stream.avail_out);
        } while (stream.avail_out == 0);
    }
    deflateEnd(&stream);
    return out;
}

std::uint32_t checksum(std::uint32_t crc, std::string_view text) {
    return static_cast<std::uint32_t>(
        crc32(crc, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
    return out;
}

}  // namespace

void ZipMaker::put(Entry entry, std::string_view packed, Packing packing) {
    const bool late = packing == Packing::DeflatedWithDescriptor;
    entry.offset = static_cast<std::uint32_t>(data_.size());
    entry.packed = static_cast<std::uint32_t>(packed.size());
    if (late) entry.flags |= 8;
    put_number(data_, 0x04034b50, 4);
    put_number(data_, 20, 2);
    put_number(data_, entry.flags, 2);
    put_number(data_, entry.method, 2);
    put_number(data_, 0, 4);
    put_number(data_, late ? 0 : entry.crc, 4);
    put_number(data_, late ? 0 : entry.packed, 4);
    put_number(data_, late ? 0 : entry.size, 4);
    put_number(data_, entry.name.size(), 2);
    put_number(data_, 0, 2);
    data_ += entry.name;
    data_ += packed;
    if (late) {
        put_number(data_, 0x08074b50, 4);
        put_number(data_, entry.crc, 4);
        put_number(data_, entry.packed, 4);
        put_number(data_, entry.size, 4);
    }
    entries_.push_back(std::move(entry));
}

void ZipMaker::add(std::string_view name, std::string_view content, Packing packing,
                   std::uint16_t flags) {
    Entry entry{.name = std::string(name),
                .crc = checksum(0, content),
                .size = static_cast<std::uint32_t>(content.size()),
                .flags = flags};
    if (packing == Packing::Stored) return put(std::move(entry), content, packing);
    entry.method = 8;
    bool given = content.empty();
    const std::string packed = deflated([&] {
        const auto piece = given ? std::string_view{} : content;
        given = true;
        return piece;
    });
    put(std::move(entry), packed, packing);
}

void ZipMaker::add_run(std::string_view name, std::string_view before, char byte, std::size_t count,
                       std::string_view after) {
    const std::string block(1u << 20, byte);
    Entry entry{.name = std::string(name), .method = 8};
    entry.size = static_cast<std::uint32_t>(before.size() + count + after.size());
    std::size_t left = count;
    int step = 0;
    const std::string packed = deflated([&]() -> std::string_view {
        std::string_view piece;
        if (step == 0) {
            piece = before;
            step = 1;
        } else if (left > 0) {
            piece = std::string_view(block).substr(0, std::min(left, block.size()));
            left -= piece.size();
        } else if (step == 1) {
            piece = after;
            step = 2;
        }
        entry.crc = checksum(entry.crc, piece);
        return piece;
    });
    put(std::move(entry), packed, Packing::Deflated);
}

base::Bytes ZipMaker::finish() const {
    std::string out = data_;
    for (const Entry& entry : entries_) {
        put_number(out, 0x02014b50, 4);
        put_number(out, 20, 2);
        put_number(out, 20, 2);
        put_number(out, entry.flags, 2);
        put_number(out, entry.method, 2);
        put_number(out, 0, 4);
        put_number(out, entry.crc, 4);
        put_number(out, entry.packed, 4);
        put_number(out, entry.size, 4);
        put_number(out, entry.name.size(), 2);
        put_number(out, 0, 12);
        put_number(out, entry.offset, 4);
        out += entry.name;
    }
    const std::size_t size = out.size() - data_.size();
    put_number(out, 0x06054b50, 4);
    put_number(out, 0, 4);
    put_number(out, entries_.size(), 2);
    put_number(out, entries_.size(), 2);
    put_number(out, size, 4);
    put_number(out, data_.size(), 4);
    put_number(out, 0, 2);
    return {out.begin(), out.end()};
}

ZipMaker start_workbook(const WorkbookXml& xml) {
    const std::string relation =
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    const auto link = [&](const std::string& id, const std::string& type, const std::string& part) {
        return "<Relationship Id=\"" + id + "\" Type=\"" + relation + type + "\" Target=\"" + part +
               "\"/>";
    };
    ZipMaker zip;
    zip.add("_rels/.rels",
            "<Relationships>" + link("a", "officeDocument", "xl/workbook.xml") + "</Relationships>",
            xml.packing);
    zip.add("xl/workbook.xml",
            "<workbook>" + xml.workbook_properties +
                "<sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
            xml.packing);
    zip.add("xl/_rels/workbook.xml.rels",
            "<Relationships>" + link("r1", "worksheet", "worksheets/sheet1.xml") +
                link("r2", "sharedStrings", "sharedStrings.xml") +
                link("r3", "styles", "/xl/styles.xml") + "</Relationships>",
            xml.packing);
    if (!xml.strings.empty())
        zip.add("xl/sharedStrings.xml", "<sst>" + xml.strings + "</sst>", xml.packing);
    if (!xml.styles.empty())
        zip.add("xl/styles.xml", "<styleSheet>" + xml.styles + "</styleSheet>", xml.packing);
    return zip;
}

base::Bytes make_workbook(const WorkbookXml& xml) {
    ZipMaker zip = start_workbook(xml);
    zip.add(kSheetPart, std::string(kSheetStart) + xml.sheet_data + std::string(kSheetEnd),
            xml.packing);
    return zip.finish();
}

std::string inline_rows(const std::vector<std::vector<std::string>>& rows) {
    std::string out;
    for (const auto& row : rows) {
        out += "<row>";
        for (const auto& cell : row)
            out += "<c t=\"inlineStr\"><is><t>" + escaped(cell) + "</t></is></c>";
        out += "</row>";
    }
    return out;
}

}  // namespace tests
