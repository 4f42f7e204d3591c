"""The files that go between the back end and the shop: exports in every dress, ship files, results.

XLSX is written and read here by the format's own rules (ECMA-376), with zipfile and XML alone."""
import csv
import dataclasses
import io
import xml.etree.ElementTree as ET
import zipfile
from xml.sax.saxutils import escape

# The 72 titles of the back end's order export, in its order.
ORDER_TITLES = (
    "订单号,订单状态,售后状态,订单类型,订单标记,收件人姓名,收件人电话,收件人地址,省,市,区,区域编码,"
    "小红书编码,条形码,规格ID,达人ID,达人名称,SKU名称,SKU规格,SKU件数,是否为赠品,发票/Invoice,"
    "商品总价(元),用户应付金额(元),平台优惠(元),店铺优惠(元),支付渠道优惠(元),SKU商家改价(元),"
    "商家应收金额(元)（支付金额）,支付方式,支付渠道订单号,支付期数,利息费用,手续费承担方,支付时间,"
    "sku净重(kg),包裹总净重(kg),包裹总运费(元),快递公司,快递单号,发货链接,大头笔/Paint Marker,"
    "集包地/Express Extend 1,三段码/Express Extend 2,订购人身份证姓名/ID Name,"
    "订购人身份证号/ID Number,收件人身份证姓名,收件人身份证号,订单创建时间,预售订单开始发货时间,"
    "预售订单截止发货时间,承诺发货时间,订单发货时间,订单完成时间,发货仓库,确认收货类型,是否延迟收货,"
    "用户备注,包裹备注标记,包裹备注信息,异常原因,店铺名称,用户编号,运费模版名称,物流方案名称,"
    "第三方机构订单号,国补模式,供应商id,供应商名称,商家编码,商品ID,商品名称").split(",")
NEWER_TITLES = ["达人昵称(新)", "服务承诺", "是否送货上门"]  # Of exports with 75 columns.
STRANGE_TITLES = ["自定义列", "内部备忘", "打印次数"]  # Added by whoever opened the file.
REFUND_TITLES = ("售后单号,订单号,商品名称,售后类型,原因,申请售后金额(元),状态,退货创建时间,"
                 "商家确认收货时间,订单支付时间").split(",")


@dataclasses.dataclass(frozen=True)
class Dress:
    """How one export looks; none of it changes what the file says."""
    format: str = "xlsx"          # "xlsx", "xlsx shared strings", "csv gb18030", "csv utf-8"
    columns: int = 72
    shuffled: bool = False
    strange_columns: bool = False
    slash_dates: bool = False
    tabs: bool = False

    @property
    def ending(self):
        return self.format.split()[0]

    def told(self):
        odd = [word for word, here in (("shuffled", self.shuffled), ("extra", self.strange_columns),
                                       ("slashes", self.slash_dates), ("tabs", self.tabs)) if here]
        return " ".join([self.format, str(self.columns), *odd])


def any_dress(chance):
    def seldom():
        return chance.random() < 0.3
    return Dress(chance.choice(["xlsx", "xlsx", "xlsx shared strings", "csv gb18030", "csv utf-8"]),
                 chance.choice([72, 72, 75]), seldom(), seldom(), seldom(), seldom())


def text_of(time):
    return f"{time:%Y-%m-%d %H:%M:%S}" if time else ""


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02d}"


def order_rows(order, shop):
    """One row for each article: title -> text."""
    person = order.receiver
    for line in order.lines:
        yield {
            "订单号": order.no, "订单状态": order.status, "售后状态": order.after_sale,
            "订单类型": "全款预售" if order.presale_start else "现货", "订单标记": order.tags,
            "收件人姓名": person.name, "收件人电话": person.phone, "收件人地址": person.address(),
            "省": person.province, "市": person.city, "区": person.district,
            "条形码": line.barcode, "规格ID": line.sku_id, "SKU名称": line.title,
            "SKU规格": line.spec, "SKU件数": str(line.quantity),
            "是否为赠品": "是" if line.gift else "否",
            "商品总价(元)": yuan(line.price_fen * line.quantity),
            "用户应付金额(元)": yuan(line.price_fen * line.quantity),
            "支付时间": text_of(order.created), "sku净重(kg)": "0.25",
            "快递公司": order.carrier, "快递单号": order.number,
            "集包地/Express Extend 1": order.hub, "三段码/Express Extend 2": order.sorting_code,
            "订单创建时间": text_of(order.created),
            "预售订单开始发货时间": text_of(order.presale_start),
            "承诺发货时间": text_of(order.ship_by), "订单发货时间": text_of(order.shipped_at),
            "订单完成时间": text_of(order.finished_at), "用户备注": order.buyer_note,
            "包裹备注标记": order.flag, "包裹备注信息": order.remark, "店铺名称": shop,
            "用户编号": order.buyer_id, "商家编码": line.seller_code, "商品ID": line.sku_id[:12],
            "商品名称": line.title,
        }


def refund_rows(refunds, orders):
    for refund in refunds:
        order = orders[refund.order_no]
        yield {
            "售后单号": refund.number, "订单号": refund.order_no,
            "商品名称": order.lines[0].title, "售后类型": refund.kind, "原因": refund.reason,
            "申请售后金额(元)": yuan(refund.amount_fen), "状态": refund.state,
            "退货创建时间": text_of(refund.asked_at), "商家确认收货时间": "",
            "订单支付时间": text_of(order.created),
        }


def write_table(titles, rows, dress, chance):
    """The bytes of a file with these rows in this dress."""
    titles = list(titles)
    if dress.strange_columns:
        titles += STRANGE_TITLES
    if dress.shuffled:
        chance.shuffle(titles)

    def cell(title, row):
        text = row.get(title, "x" if title in STRANGE_TITLES else "")
        if text and "时间" in title and dress.slash_dates:
            text = text.replace("-", "/")
        if text and dress.tabs and title in ("订单号", "快递单号", "收件人电话", "售后单号"):
            text = "\t" + text
        return text
    cells = [titles] + [[cell(title, row) for title in titles] for row in rows]
    if dress.ending == "xlsx":
        return write_xlsx(cells, shared=dress.format.endswith("shared strings"))
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(cells)
    return out.getvalue().encode("gb18030" if "gb18030" in dress.format else "utf-8-sig")


def order_export(orders, dress, chance, shop):
    titles = ORDER_TITLES + (NEWER_TITLES if dress.columns == 75 else [])
    rows = [row for order in orders for row in order_rows(order, shop)]
    return write_table(titles, rows, dress, chance)


def refund_export(refunds, orders, dress, chance):
    return write_table(REFUND_TITLES, list(refund_rows(refunds, orders)), dress, chance)


def column_letters(n):
    letters = ""
    while True:
        letters = chr(ord("A") + n % 26) + letters
        n = n // 26 - 1
        if n < 0:
            return letters


HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def write_xlsx(cells, shared):
    strings = {}

    def written(reference, text):
        if shared:
            return f'<c r="{reference}" t="s"><v>{strings.setdefault(text, len(strings))}</v></c>'
        return (f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t>'
                '</is></c>')
    rows = []
    for at, row in enumerate(cells, 1):
        filled = "".join(written(f"{column_letters(n)}{at}", text)
                         for n, text in enumerate(row) if text)
        rows.append(f'<row r="{at}">{filled}</row>')
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml":
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{office}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{office}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{office}.sharedStrings+xml"/>'
            '</Types>',
        "_rels/.rels":
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml":
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels":
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
            f'Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml":
            f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>',
        "xl/sharedStrings.xml":
            f'<sst xmlns="{MAIN}">' + "".join(
                f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings) + '</sst>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, HEAD + text)
    return out.getvalue()


def read_xlsx(content):
    """Rows of the first sheet; every cell must be a text cell."""
    space = {"m": MAIN}
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        texts = ["".join(t.text or "" for t in si.iterfind(".//m:t", space)) for si in
                 ET.fromstring(book.read("xl/sharedStrings.xml")).iterfind("m:si", space)]
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iterfind("m:sheetData/m:row", space):
        cells = list(row.iterfind("m:c", space))
        assert all(cell.get("t") == "s" for cell in cells), "a number cell in a ship file"
        rows.append([texts[int(cell.find("m:v", space).text)] for cell in cells])
    return rows


def read_ship_file(content, name):
    """(order, carrier's name, number) of each row, as the back end reads the file."""
    if name.endswith(".xlsx"):
        titles, *rows = read_xlsx(content)
    else:
        titles, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    at = [titles.index(title) for title in ("订单号", "物流公司", "物流单号")]
    return [tuple(row[n].strip() for n in at) for row in rows]


def write_results(results, form):
    """The back end's answer to an upload: a text to paste, or a workbook."""
    cells = [["订单号", "处理结果", "失败原因"]]
    cells += [[no, "成功" if done else "失败", reason] for no, done, reason in results]
    if form == "xlsx":
        return write_xlsx(cells, shared=True)
    return "\n".join("\t".join(row) for row in cells)
