# Fits the odd polynomial of src/kernels/gaussian.hpp. Python 3, standard library only.
from statistics import NormalDist
N=NormalDist()
# law of the sum of four bytes, then dithered uniformly by 1/256ths
p=[1.0]
for _ in range(4):
    q=[0.0]*(len(p)+255)
    for i,x in enumerate(p):
        for b in range(256): q[i+b]+=x/256
    p=q
# sub-divide each into 4 sub-points of dither for speed
pts=[]
cdf=0.0
sub=4
for k,x in enumerate(p):
    for d in range(sub):
        w=x/sub
        fine=256*k+ (d+0.5)*256/sub
        pts.append((fine,w,cdf+w*0.5)); cdf+=w
centre=256*1020/2+128
scale=2.0**-17
S=[(f-centre)*scale for f,_,_ in pts]; W=[w for _,w,_ in pts]
Q=[N.inv_cdf(min(max(c,1e-16),1-1e-16)) for _,_,c in pts]
def solve(A,b):
    n=len(b)
    for i in range(n):
        m=max(range(i,n),key=lambda r:abs(A[r][i])); A[i],A[m]=A[m],A[i]; b[i],b[m]=b[m],b[i]
        for r in range(i+1,n):
            f=A[r][i]/A[i][i]
            for c in range(i,n): A[r][c]-=f*A[i][c]
            b[r]-=f*b[i]
    x=[0]*n
    for i in range(n-1,-1,-1): x[i]=(b[i]-sum(A[i][c]*x[c] for c in range(i+1,n)))/A[i][i]
    return x
def moments(c):
    m2=m4=m6=0; t4=t45=t5=0
    for s,w in zip(S,W):
        t=s*s; g=0
        for a in reversed(c): g=g*t+a
        g*=s
        g2=g*g; m2+=w*g2; m4+=w*g2*g2; m6+=w*g2**3
        if abs(g)>4: t4+=w
        if abs(g)>4.5: t45+=w
        if abs(g)>5: t5+=w
    return m2,m4/m2**2-3,m6/m2**3,t4,t45,t5
def fit(terms,power,floor):
    wt=[(w**power+floor) for w in W]
    A=[[0.0]*terms for _ in range(terms)]; b=[0.0]*terms
    for s,w,q in zip(S,wt,Q):
        if abs(q)>6.0: continue
        ph=[s**(2*k+1) for k in range(terms)]
        for i in range(terms):
            b[i]+=w*ph[i]*q
            for j in range(terms): A[i][j]+=w*ph[i]*ph[j]
    return solve(A,b)
for terms in (3,4,5,6):
    for power in (1.0,0.5,0.35,0.25):
        c=fit(terms,power,0)
        m2,k,m6,t4,t45,t5=moments(c)
        mx=max(S); 
        print(terms,power,[round(x,6) for x in c],"sd-1 %.1e kurt %.1e m6 %.3f t4 %.2f t45 %.2f t5 %.2f"%(m2**.5-1,k,m6,t4/6.334e-5,t45/6.795e-6,t5/5.733e-7))
import struct
c=fit(5,0.5,0)
m2=moments(c)[0]; c=[x/m2**.5 for x in c]
f=[struct.unpack('f',struct.pack('f',x))[0] for x in c]
print([x.hex() for x in f],f,moments(f))
