#include "tests/station/test_floor.h"

#include <fstream>
#include <sstream>

#include "base/log.h"

namespace station {

using namespace std::chrono_literals;

namespace {

constexpr const char* kTitles[] = {
    "订单号",       "订单标记",     "订单状态",     "售后状态",
    "订单类型",     "订单创建时间", "承诺发货时间", "预售订单开始发货时间",
    "收件人姓名",   "收件人电话",   "省",           "市",
    "区",           "收件人地址",   "用户编号",     "用户备注",
    "包裹备注标记", "包裹备注信息", "规格ID",       "条形码",
    "商家编码",     "商品名称",     "SKU规格",      "SKU件数",
    "商品总价(元)", "快递公司",     "快递单号",     "三段码",
    "大头笔",       "集包地"};

std::string padded(int n, int digits) {
    std::string text = std::to_string(n);
    return std::string(
               static_cast<std::size_t>(std::max(0, digits - static_cast<int>(text.size()))), '0') +
           text;
}

base::Time beijing(const std::string& time_of_day) {
    const auto time = base::parse_beijing("2026-11-24 " + time_of_day);
    if (!time) throw std::runtime_error("not a time: " + time_of_day);
    return *time;
}

}  // namespace

std::string order_number(int n) {
    return "P7000000000000" + padded(n, 5);
}

ExportRow order_row(int n, const ExportRow& changes) {
    static const char* const kFamily[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "周"};
    static const char* const kGiven[] = {"小明", "丽华", "建国", "秀英", "志强", "雨桐", "子涵"};
    ExportRow row = {{"订单号", order_number(n)},
                     {"订单状态", "待配货"},
                     {"售后状态", "无售后"},
                     {"订单类型", "现货"},
                     {"订单创建时间", "2026-11-23 12:52:00"},
                     {"承诺发货时间", "2026-11-25 12:52:00"},
                     {"收件人姓名", std::string(kFamily[n % 8]) + kGiven[n % 7]},
                     {"收件人电话", "138" + padded(10'000'000 + n * 7919 % 89'999'999, 8)},
                     {"省", "浙江省"},
                     {"市", "杭州市"},
                     {"区", "西湖区"},
                     {"收件人地址", "浙江省杭州市西湖区文三路" + std::to_string(n) + "号2幢301室"},
                     {"用户编号", "U" + std::to_string(n)},
                     {"规格ID", "S1"},
                     {"条形码", ""},
                     {"商家编码", "HH-01"},
                     {"商品名称", "干花花束"},
                     {"SKU件数", "1"},
                     {"商品总价(元)", "45.00"}};
    for (const auto& [title, text] : changes) row[title] = text;
    return row;
}

std::string export_csv(const std::vector<ExportRow>& rows) {
    std::string csv;
    for (const char* title : kTitles) csv += std::string(csv.empty() ? "" : ",") + title;
    csv += "\r\n";
    for (const ExportRow& row : rows) {
        bool first = true;
        for (const char* title : kTitles) {
            if (!first) csv += ',';
            first = false;
            const auto cell = row.find(title);
            if (cell != row.end()) csv += cell->second;
        }
        csv += "\r\n";
    }
    return csv;
}

TestFloor::TestFloor() : clock(beijing("09:00")) {
    base::set_log_level(base::LogLevel::Error);
    settings.data_folder = folder() / "data";
    if (fakes::tests_use_postgresql()) settings.database = postgresql_.emplace().location();
    settings.shop.name = "花间小铺";
    settings.shop.sender = {"花间小铺", "0571-88000000", "浙江省", "杭州市", "余杭区", "示例路1号"};
    settings.default_carrier = base::CarrierCode("zto");
    settings.number_ranges = {
        {base::CarrierCode("zto"), "78", 990'000'000'001, 990'000'100'000, 12, 5, ""}};
    settings.carriers = {{base::CarrierCode("zto"), true}};
    config::PrinterSettings label;
    label.name = base::PrinterName("label-1");
    label.uri = "file://" + (folder() / "paper").string();
    label.evidence = config::PrinterEvidence::Written;
    label.window = 2;
    settings.printers = {label};
    settings.benches = {
        {base::BenchName("1"), "打包台 1", config::BenchWorkflow::LabelFirst, true},
        {base::BenchName("2"), "打包台 2", config::BenchWorkflow::LabelFirst, true},
        {base::BenchName("3"), "打包台 3", config::BenchWorkflow::PreNumbered, true}};
}

TestFloor::~TestFloor() {
    crash();
}

config::DataFiles TestFloor::data_files() const {
    auto files = config::DataFiles::locate("config");
    if (!files) throw std::runtime_error(files.error().message);
    return *files;
}

base::Result<std::unique_ptr<Station>> TestFloor::try_open() {
    Station::Options options{settings, data_files(), &clock, [] {}, true, {}};
    options.make_port = [this](
                            const config::PrinterSettings& wanted,
                            PrinterPort::Sink sink) -> base::Result<std::unique_ptr<PrinterPort>> {
        return (wanted.name.str() == "label-2" ? second : printer).port(std::move(sink));
    };
    options.make_robot = make_robot;
    return Station::open(std::move(options));
}

void TestFloor::start() {
    auto opened = try_open();
    if (!opened) throw std::runtime_error(opened.error().message);
    station_ = std::move(*opened);
}

void TestFloor::crash() {
    reading_.reset();
    printer.forget();
    second.forget();
    if (station_) station_->stop(0ms);
    station_.reset();
}

void TestFloor::run() {
    // A fake printer answers within work(), so that two idle turns mean that all is done.
    for (int idle = 0, turns = 0; idle < 2 && turns < 200'000; ++turns)
        idle = station_->work() ? 0 : idle + 1;
}

void TestFloor::pass(std::chrono::milliseconds time, std::chrono::milliseconds step) {
    for (auto left = time; left > 0ms; left -= step) {
        clock.advance(std::min(step, left));
        run();
    }
}

void TestFloor::at(const std::string& beijing_time) {
    const base::Time target = beijing(beijing_time);
    if (target > clock.now()) clock.advance(target - clock.now());
}

std::filesystem::path TestFloor::write_export(const std::string& name,
                                              const std::vector<ExportRow>& rows) {
    std::ofstream(folder() / name) << export_csv(rows);
    return folder() / name;
}

ImportView TestFloor::import(const std::vector<ExportRow>& rows, const std::string& as_of) {
    std::string stamp = as_of;
    std::ranges::replace(stamp, ':', '_');
    const std::string name =
        "小红书订单查询2026-11-24-" + stamp + "_" + padded(++files_, 8) + ".csv";
    auto view = station_->import_file(write_export(name, rows), false, {"supervisor"});
    if (!view) throw std::runtime_error(view.error().message);
    return *view;
}

BenchView TestFloor::scan(const std::string& text, const std::string& bench) {
    auto view = station_->scan(base::BenchName(bench), text, "scan-" + std::to_string(++scans_));
    if (!view) throw std::runtime_error("scan of " + text + ": " + view.error().message);
    return *view;
}

std::string TestFloor::scan_code(const std::string& text, const std::string& bench) {
    const BenchView view = scan(text, bench);
    return view.outcome ? view.outcome->code : "";
}

Session& TestFloor::reading() {
    if (!reading_) {
        auto session = Session::open(database_location(settings), Access::ReadOnly);
        if (!session) throw std::runtime_error(session.error().message);
        reading_ = std::move(*session);
    }
    return *reading_;
}

std::string TestFloor::ask(const std::string& sql, const std::vector<Value>& parameters) {
    auto rows = reading().query(sql, parameters);
    if (!rows) throw std::runtime_error(rows.error().message);
    return rows->empty() ? "" : rows->front().text(0);
}

std::string TestFloor::state(int order) {
    return ask("SELECT state FROM orders WHERE order_no = $1", values(order_number(order)));
}

std::string TestFloor::number(int order, int box) {
    return ask(
        "SELECT number FROM parcels WHERE order_id = (SELECT id FROM orders WHERE order_no = $1)"
        " AND box_no = $2 ORDER BY id DESC LIMIT 1",
        values(order_number(order), box));
}

base::JobRow TestFloor::job(int order) {
    const std::string id =
        ask("SELECT max(id) FROM label_jobs WHERE order_id ="
            " (SELECT id FROM orders WHERE order_no = $1)",
            values(order_number(order)));
    return base::JobRow(id.empty() ? 0 : std::stoll(id));
}

std::string TestFloor::job_state(int order) {
    return ask("SELECT state FROM label_jobs WHERE id = $1", values(job(order)));
}

std::string TestFloor::sheet_code(int order) {
    return ask("SELECT sheet_code FROM label_jobs WHERE id = $1", values(job(order)));
}

int TestFloor::count(const std::string& table) {
    return std::stoi(ask("SELECT count(*) FROM " + table));
}

int TestFloor::jobs_in(const std::string& wanted) {
    return std::stoi(ask("SELECT count(*) FROM label_jobs WHERE state = $1", values(wanted)));
}

std::string TestFloor::database_bytes() {
    if (postgresql_) return postgresql_->bytes() + fingerprint();
    std::string all;
    for (const char* name : {"packbench.db", "packbench.db-wal", "packbench.db-shm"}) {
        std::ifstream in(settings.data_folder / name, std::ios::binary);
        std::ostringstream bytes;
        bytes << in.rdbuf();
        all += bytes.str();
    }
    return all;
}

std::string TestFloor::fingerprint() {
    std::string text;
    auto tables = reading().query(
        postgresql_ ? "SELECT table_name FROM information_schema.tables"
                      " WHERE table_schema = current_schema() ORDER BY table_name"
                    : "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    if (!tables) throw std::runtime_error(tables.error().message);
    for (const Row& table : *tables) {
        text += "== " + table.text(0) + '\n';
        auto rows = reading().query("SELECT * FROM " + table.text(0) + " ORDER BY 1");
        if (!rows) throw std::runtime_error(rows.error().message);
        for (const Row& row : *rows) {
            for (std::size_t c = 0; c < row.size(); ++c) text += row.text(c) + '|';
            text += '\n';
        }
    }
    return text;
}

}  // namespace station
