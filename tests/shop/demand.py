"""Who orders what, and when: a made-up shop's fortnight, the same for the same seed.

Every name, telephone number and address is invented."""
import dataclasses
import datetime as dt

from platform_books import Line, Order, Receiver

# Shares of a day's orders by the hour, as a shop of small things sees them: noon and late evening.
HOURS = [2, 1, 0, 0, 0, 0, 1, 2, 4, 5, 6, 6, 7, 6, 5, 5, 5, 5, 5, 6, 8, 9, 8, 4]

# sku, barcode ("": none), seller code, title, spec, fen
ARTICLES = [
    ("600005133814770101", "6900000000114", "BZ-01", "云朵陶瓷杯", "白;350ml", 5900),
    ("600005133814770102", "6900000000121", "BZ-02", "云朵陶瓷杯", "蓝;350ml", 5900),
    ("600005133814770103", "6900000000138", "HH-01", "干花花束", "米白;小号", 4500),
    ("600005133814770104", "6900000000145", "HH-02", "干花花束", "粉;大号", 8900),
    ("600005133814770105", "6900000000152", "XZ-01", "香薰蜡烛", "雪松", 6800),
    ("600005133814770106", "6900000000169", "XZ-02", "香薰蜡烛", "柑橘", 6800),
    ("600005133814770107", "", "KP-01", "手写卡片", "定制", 900),
    ("600005133814770108", "6900000000183", "ZB-01", "棉麻桌布", "格纹;140cm", 12800),
    ("600005133814770109", "6900000000190", "BJ-01", "手账本", "A5", 3900),
    ("600005133814770110", "6900000000206", "JD-01", "和纸胶带", "5卷", 1900),
]
FAMILY = ["王", "李", "张", "刘", "陈", "杨", "赵", "周", "吴", "徐", "孙", "马"]
GIVEN = ["小明", "丽华", "建国", "秀英", "志强", "雨桐", "子涵", "欣怡", "浩然", "思远", "佳宁"]
PLACES = [
    ("浙江省", "杭州市", "西湖区", "文三路"), ("广东省", "深圳市", "南山区", "科技园路"),
    ("北京市", "北京市", "朝阳区", "建国路"), ("四川省", "成都市", "武侯区", "人民南路"),
    ("江苏省", "南京市", "鼓楼区", "中山北路"), ("湖北省", "武汉市", "洪山区", "珞喻路"),
    ("上海市", "上海市", "浦东新区", "世纪大道"), ("山东省", "青岛市", "市南区", "香港中路"),
    ("陕西省", "西安市", "雁塔区", "长安南路"), ("新疆维吾尔自治区", "乌鲁木齐市", "天山区", "解放南路"),
    ("西藏自治区", "拉萨市", "城关区", "北京中路"), ("福建省", "厦门市", "思明区", "湖滨南路"),
]

# What becomes of an order, and how many of a hundred; the rest is "plain". Each kind happens at
# least once, however few orders there are.
FATES = {
    "refund_early": 3, "refund_late": 3, "refund_withdrawn": 2, "cancelled": 2,
    "address_changed": 3, "remark_added": 2, "flag_at_once": 2, "bad_phone": 2,
    "vague_address": 2, "masked": 1, "junk": 1, "delay_reported": 2, "a_part_shipped": 1,
    "shipped_elsewhere": 2, "presale": 2, "number_in_export": 6, "by_shunfeng": 4,
    "refund_after_shipping": 2, "format_refused": 2, "number_corrected": 1, "gift": 3,
}


@dataclasses.dataclass(frozen=True)
class Calendar:
    first: dt.date
    days: int = 14
    promotion: int = 3              # Day of the fortnight (from 0) with three times the orders.
    holiday: tuple = (5, 6, 7)      # The shop is closed: no slot, nobody there.
    worked_sundays: tuple = ()
    worked: tuple = (12,)           # A Saturday off that is worked for the holiday's sake.

    def date(self, day):
        return self.first + dt.timedelta(days=day)

    def open(self, day):
        if day in self.holiday:
            return False
        return self.date(day).weekday() < 5 or day in self.worked


def orders_of(day, calendar, a_day, chance):
    """How many orders one day brings."""
    weekend = calendar.date(day).weekday() >= 5
    wanted = a_day * (1.3 if weekend else 1.0) * (3 if day == calendar.promotion else 1)
    return max(1, round(wanted * chance.uniform(0.8, 1.2)))


class Demand:
    def __init__(self, platform, calendar, a_day, chance):
        self.platform, self.calendar, self.a_day, self.chance = platform, calendar, a_day, chance
        self.count = 0
        self.buyers = 0
        self.used_phones = set()
        self.planned = [sorted(self.moment(day) for _ in range(orders_of(day, calendar, a_day, chance)))
                        for day in range(calendar.days)]
        self.deck = self.shuffled_fates(sum(map(len, self.planned)))

    def shuffled_fates(self, total):
        """Two thirds of the deck are for orders that come before the last days: their stories end."""
        deck = []
        for fate, percent in FATES.items():
            deck += [fate] * max(1, round(total * percent / 100))
        deck += ["plain"] * max(0, total - len(deck))
        deck = deck[:total]
        self.chance.shuffle(deck)
        return deck

    def moment(self, day):
        hour = self.chance.choices(range(24), HOURS)[0]
        return dt.datetime.combine(self.calendar.date(day), dt.time(hour)) + dt.timedelta(
            seconds=self.chance.randrange(3600))

    def begin(self):
        for day in self.planned:
            for when in day:
                fate = self.deck.pop()
                self.platform.at(when, lambda when=when, fate=fate: self.order(when, fate))

    def phone(self):
        while True:
            phone = "1" + self.chance.choice(["38", "39", "50", "86", "99"]) + "".join(
                self.chance.choice("0123456789") for _ in range(8))
            tail = phone[-8:]
            # The screening would doubt these, which is another fate's task.
            if phone in self.used_phones or any(tail.count(d) > 4 for d in tail) or any(
                    d * 4 in phone for d in "0123456789"):
                continue
            if any(run in phone for run in ("12345", "23456", "34567", "45678", "56789", "98765",
                                            "87654", "76543", "65432", "54321")):
                continue
            self.used_phones.add(phone)
            return phone

    def receiver(self):
        province, city, district, street = self.chance.choice(PLACES)
        self.buyers += 1
        return Receiver(
            self.chance.choice(FAMILY) + self.chance.choice(GIVEN), self.phone(), province, city,
            district, f"{street}{self.buyers + 10}号{self.chance.randint(1, 9)}幢"
                      f"{self.chance.randint(1, 30)}{self.chance.randint(1, 4):02d}室")

    def lines(self):
        few = self.chance.choices([1, 2, 3], [70, 22, 8])[0]
        return [Line(*article[:5], self.chance.choices([1, 2, 3], [80, 15, 5])[0], article[5])
                for article in self.chance.sample(ARTICLES, few)]

    def hours_later(self, when, low, high):
        return when + dt.timedelta(hours=self.chance.uniform(low, high))

    def order(self, when, fate):
        self.count += 1
        order = Order(f"P7{when:%y%m%d}{self.count:011d}", when, when + dt.timedelta(hours=48),
                      f"U{self.buyers + 1:07d}", self.receiver(), self.lines(), fate)
        self.dress(order, fate)
        self.platform.place(order)
        self.plan(order, when, fate)

    def dress(self, order, fate):
        """What is odd about it from the first moment."""
        change = dataclasses.replace
        if fate == "flag_at_once":
            order.flag, order.remark = "红旗", "先联系买家确认颜色"
        elif fate == "bad_phone":
            order.receiver = change(order.receiver, phone="1380000")
        elif fate == "vague_address":
            order.receiver = change(order.receiver, street="学校")
        elif fate == "masked":
            order.receiver = change(order.receiver, name="王**", phone="138****5678")
        elif fate == "junk":
            order.receiver = change(order.receiver, street="哈哈哈哈随便测试")
        elif fate == "presale":
            order.presale_start = order.created + dt.timedelta(days=2)
            order.ship_by = order.created + dt.timedelta(days=6)
        elif fate == "number_in_export":
            order.carrier, order.number = "圆通速递", f"YT{8800000000000 + self.count * 7:013d}"
            order.sorting_code, order.hub = "571-Q12-008", "杭州集包"
        elif fate == "by_shunfeng":
            order.buyer_note = "请发顺丰，谢谢"
        elif fate == "format_refused":
            self.platform.refuse_format_of.add(order.no)
        elif fate == "gift":
            order.lines.append(Line("600005133814770199", "6900000000992", "ZP-01", "感谢卡",
                                    "赠品", 1, 0, True))
        elif self.chance.random() < 0.1:
            order.buyer_note = self.chance.choice(["请放门口", "送朋友, 不要放价格单", "尽快\"发货\""])

    def plan(self, order, when, fate):
        """What happens to it later."""
        platform, no = self.platform, order.no

        def later(low, high, action):
            platform.at(self.hours_later(when, low, high), action)
        if fate == "refund_early":
            later(0.2, 6, lambda: platform.ask_refund(no))
        elif fate == "refund_late":
            later(10, 40, lambda: platform.ask_refund(no, reason="拍错了"))
        elif fate == "refund_withdrawn":
            later(2, 8, lambda: platform.ask_refund(no, reason="等太久"))
            later(20, 40, lambda: platform.withdraw_refund(no))
        elif fate == "cancelled":
            later(1, 30, lambda: platform.cancel(no))
        elif fate == "address_changed":
            later(1, 24, lambda: platform.change_address(no, self.receiver()))
        elif fate == "remark_added":
            later(1, 20, lambda: platform.mark(no, "红旗", "买家要改规格，暂不发货"))
        elif fate == "a_part_shipped":
            later(1, 10, lambda: platform.ship_a_part(no))
        elif fate == "shipped_elsewhere":
            number = f"7777{10000000000 + self.count * 13:011d}"
            later(1, 14, lambda: platform.ship_in_back_end(no, "申通快递", number))
        elif fate == "refund_after_shipping":
            later(60, 90, lambda: platform.ask_refund(no, reason="不喜欢"))
            later(92, 120, lambda: platform.pay_back(no))
