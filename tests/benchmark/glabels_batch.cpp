#include "tests/benchmark/glabels_batch.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <string_view>

#include "base/files.h"
#include "tests/benchmark/batch_labels.h"

namespace benchmarks {
namespace {

constexpr std::string_view kHead = R"(<?xml version="1.0"?>
<Glabels-document xmlns="http://glabels.org/xmlns/3.0/">
  <Template brand="Packbench" part="100x150" size="Other" width="100mm" height="150mm">
    <Label-rectangle id="0" width="100mm" height="150mm" round="0mm" x_waste="0mm" y_waste="0mm">
      <Layout nx="1" ny="1" x0="0mm" y0="0mm" dx="100mm" dy="150mm"/>
    </Label-rectangle>
  </Template>
  <Objects id="0" rotate="False">
)";
constexpr std::string_view kNoTurn = R"( a0="1" a1="0" a2="0" a3="1" a4="0" a5="0")";

struct Text {
    const char* field;
    const char* place;  // x, y, width, height as attributes
    const char* size_pt;
    const char* weight;
};
constexpr Text kTexts[] = {
    {"carrier", R"(x="4mm" y="2mm" w="43mm" h="10mm")", "18", "Bold"},
    {"carrier_phone", R"(x="48mm" y="2mm" w="25mm" h="5mm")", "8", "Regular"},
    {"printed_at", R"(x="48mm" y="7mm" w="25mm" h="5mm")", "8", "Regular"},
    {"number", R"(x="4mm" y="26mm" w="83mm" h="6mm")", "11", "Bold"},
    {"sorting_code", R"(x="4mm" y="32mm" w="83mm" h="11mm")", "24", "Bold"},
    {"hub", R"(x="12mm" y="44mm" w="73mm" h="7mm")", "13", "Bold"},
    {"receiver_name", R"(x="13mm" y="51mm" w="34mm" h="7mm")", "14", "Bold"},
    {"receiver_phone", R"(x="48mm" y="51mm" w="37mm" h="7mm")", "14", "Bold"},
    {"receiver_address", R"(x="13mm" y="58mm" w="72mm" h="14mm")", "11", "Bold"},
    {"sender", R"(x="13mm" y="73mm" w="55mm" h="15mm")", "8", "Regular"},
    {"receiver_name", R"(x="11mm" y="99mm" w="40mm" h="6mm")", "10", "Bold"},
    {"receiver_phone", R"(x="52mm" y="99mm" w="45mm" h="6mm")", "10", "Bold"},
    {"receiver_address", R"(x="11mm" y="105mm" w="85mm" h="7mm")", "7", "Regular"},
    {"order_no", R"(x="4mm" y="112mm" w="72mm" h="5mm")", "7", "Regular"},
    {"items", R"(x="4mm" y="117mm" w="72mm" h="17mm")", "9", "Regular"},
    {"note", R"(x="4mm" y="134mm" w="72mm" h="9mm")", "9", "Bold"},
    {"shop", R"(x="4mm" y="143mm" w="72mm" h="5mm")", "7", "Regular"},
    {"sequence", R"(x="78mm" y="112mm" w="19mm" h="8mm")", "13", "Bold"},
    {"batch", R"(x="78mm" y="120mm" w="19mm" h="5mm")", "8", "Regular"},
};
constexpr const char* kCodes[] = {R"(x="4mm" y="13mm" w="80mm" h="12mm")",
                                  R"(x="4mm" y="91mm" w="80mm" h="7mm")"};
constexpr const char* kFrames[] = {R"(x="2mm" y="1.5mm" w="96mm" h="87.5mm")",
                                   R"(x="2mm" y="90.5mm" w="96mm" h="58mm")"};

std::string document() {
    std::string xml(kHead);
    for (const char* frame : kFrames)
        xml += std::string("<Object-box ") + frame +
               R"( line_width="0.75" line_color="0x000000ff" fill_color="0x00000000")" +
               std::string(kNoTurn) + "/>\n";
    for (const char* code : kCodes)
        xml +=
            std::string("<Object-barcode ") + code +
            R"( style="Code128" text="False" checksum="True" color="0x000000ff" field="number")" +
            std::string(kNoTurn) + "/>\n";
    for (const Text& text : kTexts)
        xml += std::string("<Object-text ") + text.place +
               R"( justify="Left" valign="Top" auto_shrink="False")" + std::string(kNoTurn) +
               R"(><Span font_family="Noto Sans CJK SC" font_size=")" + text.size_pt +
               R"(" font_weight=")" + text.weight +
               R"(" font_italic="False" color="0x000000ff" line_spacing="1"><Field name=")" +
               text.field + "\"/></Span></Object-text>\n";
    return xml + R"(</Objects><Merge type="Text/Comma/Line1Keys" src="labels.csv"/><Data/>
</Glabels-document>
)";
}

std::string quoted(const std::string& value) {
    return '"' + value + '"';  // No value of batch_label() holds a quotation mark.
}

std::string csv(int count) {
    std::string text =
        "carrier,carrier_phone,printed_at,number,sorting_code,hub,receiver_name,receiver_phone,"
        "receiver_address,sender,order_no,items,note,shop,sequence,batch\n";
    for (int n = 0; n < count; ++n) {
        const printing::LabelContent label = batch_label(n);
        const printing::Party& to = label.receiver;
        const printing::Party& from = label.sender;
        std::string items;
        for (const auto& item : label.items)
            items += item.sku + " " + item.spec + " " + item.title + " ×" +
                     std::to_string(item.quantity) + "；";
        const std::string values[] = {
            label.carrier_name,
            "客服 " + label.carrier_phone,
            label.printed_at,
            label.number,
            label.sorting_code,
            label.hub_name + " " + label.hub_code,
            to.name,
            to.phone,
            to.province + to.city + to.district + to.town + to.detail,
            from.name + " " + from.phone + " " + from.province + from.city + from.detail,
            "订单 " + label.order_no,
            items,
            "备注：" + label.buyer_note,
            label.shop_name,
            std::to_string(label.sequence) + "/" + std::to_string(label.batch_size),
            label.batch,
        };
        std::string line;
        for (const std::string& value : values) line += (line.empty() ? "" : ",") + quoted(value);
        text += line + "\n";
    }
    return text;
}

}  // namespace

base::Result<ProcessCost> run_process(const std::vector<std::string>& command) {
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const auto started = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child < 0) return base::fail(base::ErrorCode::Unavailable, "no process for " + command[0]);
    if (child == 0) {
        const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
        dup2(nowhere, STDIN_FILENO);
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        execvp(arguments[0], arguments.data());
        _exit(127);
    }
    int status = 0;
    rusage usage{};
    if (wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return base::fail(base::ErrorCode::Unavailable,
                          WIFEXITED(status) && WEXITSTATUS(status) == 127
                              ? command[0] + " is not installed"
                              : command[0] + " failed");
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - started;
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return ProcessCost{wall.count(), seconds(usage.ru_utime) + seconds(usage.ru_stime)};
}

base::Status write_glabels_job(const std::filesystem::path& folder, int count) {
    if (auto written =
            base::write_file_atomically(folder / "label.glabels", base::as_bytes(document()));
        !written)
        return written;
    return base::write_file_atomically(folder / "labels.csv", base::as_bytes(csv(count)));
}

std::vector<std::vector<std::string>> glabels_commands(const std::filesystem::path& folder) {
    const std::string pdf = (folder / "labels.pdf").string();
    return {{"glabels-3-batch", "-i", (folder / "labels.csv").string(), "-o", pdf,
             (folder / "label.glabels").string()},
            {"pdftoppm", "-r", "203", "-mono", pdf, (folder / "page").string()}};
}

}  // namespace benchmarks
